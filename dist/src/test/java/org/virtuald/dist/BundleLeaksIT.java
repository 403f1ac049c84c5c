package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A host that has replaced its bundles and confs many times is no larger than one that has done so a few times. */
@AsRoot
class BundleLeaksIT {
    private static final int WARM = 50;
    private static final int UPDATES = 200;

    /** What comes and goes by itself: classes that the JDK makes when something happens for the first time. */
    private static final int FEW_CLASSES = 60;

    private static final int FEW_LOADERS = 60; // of reflection, which come and go by dozens
    private static final int FEW_DESCRIPTORS = 8;
    private static final long LITTLE_METASPACE = 512 << 10;

    @AutoClose
    private final Site site = new Site();

    BundleLeaksIT() throws IOException {}

    /**
     * What a process holds, once its garbage is collected.
     *
     * @param loaders class loaders
     * @param classes loaded classes
     * @param metaspace bytes that classes take
     * @param descriptors open files and sockets
     */
    private record Holdings(int loaders, int classes, long metaspace, int descriptors) {
        private static final Pattern USAGE = Pattern.compile("Total Usage - (\\d+) loaders, (\\d+) classes");
        private static final Pattern METASPACE =
                Pattern.compile("(?s)Total Usage.*?Both: .*?, +([0-9.]+) (bytes|KB|MB)[^,]*used");

        static Holdings of(RunningHost host) throws IOException, InterruptedException {
            for (int i = 0; i < 3; i++) { // what a finalizer or a reference queue has in hand is gone the next time
                jcmd(host, "GC.run");
            }
            String text = jcmd(host, "VM.metaspace");
            Matcher usage = USAGE.matcher(text);
            assertThat(usage.find()).as(text).isTrue();
            Matcher metaspace = METASPACE.matcher(text);
            assertThat(metaspace.find()).as(text).isTrue();
            return new Holdings(
                    Integer.parseInt(usage.group(1)),
                    Integer.parseInt(usage.group(2)),
                    (long) (Double.parseDouble(metaspace.group(1)) * factor(metaspace.group(2))),
                    host.proc().descriptors());
        }

        private static long factor(String unit) {
            return unit.equals("MB") ? 1 << 20 : unit.equals("KB") ? 1 << 10 : 1;
        }

        private static String jcmd(RunningHost host, String command) throws IOException, InterruptedException {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            return Outcome.of(List.of(jcmd.toString(), Long.toString(host.proc().pid()), command))
                    .andWell()
                    .out();
        }

        void assertHardlyMoreThan(Holdings earlier) {
            System.out.println("after " + WARM + " updates " + earlier + ", after " + UPDATES + " " + this);
            assertThat(loaders - earlier.loaders).as("class loaders").isLessThan(FEW_LOADERS);
            assertThat(classes - earlier.classes).as("classes").isLessThan(FEW_CLASSES);
            assertThat(metaspace - earlier.metaspace).as("metaspace").isLessThan(LITTLE_METASPACE);
            assertThat(descriptors - earlier.descriptors).as("descriptors").isLessThan(FEW_DESCRIPTORS);
        }
    }

    @Test
    void ofBundlesThatWereReplacedNothingIsLeft() throws Exception {
        int port = Reloads.freePort();
        bundle(port, 0).install(site);
        RunningHost host = site.start();
        Holdings warm = null;
        try (Load load = new Load(1, port, answer -> answer.matches("version [0-9]+\n"))) {
            for (int i = 1; i <= UPDATES; i++) {
                bundle(port, i).install(site);
                assertThat(Reloads.reload(site).getStringList("bundles.refused"))
                        .isEmpty();
                load.awaitMore(2);
                if (i == WARM) {
                    warm = Holdings.of(host);
                }
            }
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("version " + UPDATES + "\n");
        assertThat(warm).isNotNull();
        Holdings.of(host).assertHardlyMoreThan(warm);
        assertThat(Holdings.jcmd(host, "GC.class_histogram").lines().filter(line -> line.contains("sample.Activator")))
                .as("versions of the activator that are in memory")
                .hasSizeLessThanOrEqualTo(2); // the one in use, and at most one that some thread has in hand
    }

    private static BundleJar bundle(int port, int version) {
        return new BundleJar("sample", "1.0." + version, BundleJar.listening(port) + """
                private final ThreadLocal<Object> mine = new ThreadLocal<>();
                public void start(BundleContext context) { serveOn(context); filterFor(context, "sample"); }
                public Verdict examine(Arrival arrival) { mine.set(this); return Verdict.accept(); }
                public void serve(Connection connection) throws IOException {
                    mine.set(this);
                    say(connection, "version %d\\n");
                }
                """.formatted(version));
    }

    @Test
    void ofConfsThatWereReplacedNothingIsLeft() throws Exception {
        Path root = site.root("root");
        int port = Reloads.freePort();
        site.service("sample", Reloads.conf(root, "0", "127.0.0.1:" + port));
        RunningHost host = site.start();
        Holdings warm = null;
        int launcher = 0;
        try (Load load = new Load(1, port, answer -> answer.matches("[0-9]+\n"))) {
            for (int i = 1; i <= UPDATES; i++) {
                site.service("sample", Reloads.conf(root, String.valueOf(i), "127.0.0.1:" + port));
                Reloads.reload(site);
                load.awaitMore(2);
                if (i == WARM) {
                    warm = Holdings.of(host);
                    launcher = host.launcher().descriptors();
                }
            }
            assertThat(load.failures()).isEmpty();
        }
        assertThat(warm).isNotNull();
        Holdings.of(host).assertHardlyMoreThan(warm);
        assertThat(host.launcher().descriptors() - launcher).isLessThan(FEW_DESCRIPTORS);
    }
}
