package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What was replaced leaves neither classes nor descriptors in the host, however often. */
@AsRoot
class ReplacedClassesIT {
    private static final int WARM_UP = 40;
    private static final int UPDATES = 200;
    private static final double MOST_MEGABYTES = 0.5;
    private static final int MOST_LOADERS = 10; // of reflection, which come and go

    @AutoClose
    private final Site site = new Site();

    ReplacedClassesIT() throws IOException {}

    /** What the JVM has of classes, once it has collected what it can. */
    private record Usage(double megabytes, int loaders, int descriptors) {

        static Usage of(RunningHost host) throws IOException, InterruptedException {
            String pid = Long.toString(host.proc().pid());
            jcmd(pid, "GC.run");
            return new Usage(
                    Double.parseDouble(
                            found("Both:\\s+([0-9.]+) MB used", jcmd(pid, "VM.metaspace", "basic", "scale=MB"))),
                    Integer.parseInt(found("Total = (\\d+)", jcmd(pid, "VM.classloader_stats"))),
                    host.proc().descriptors());
        }

        private static String jcmd(String... arguments) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString()));
            command.addAll(List.of(arguments));
            return Outcome.of(command).andWell().out();
        }

        private static String found(String pattern, String text) {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            assertThat(matcher.find()).as(text).isTrue();
            return matcher.group(1);
        }
    }

    @Test
    void twoHundredUpdatesOfBundlesAndServicesLeaveNothingBehind() throws Exception {
        Path bundles = Files.createDirectories(site.conf().resolve("bundles"));
        for (String name : List.of("internal.jar", "tarpit.jar")) {
            Files.copy(Distribution.HOME.resolve("share").resolve("bundles").resolve(name), bundles.resolve(name));
        }
        Path root = site.root("root");
        int echo = FreePort.find();
        int program = FreePort.find();
        change(bundles, root, echo, program, 0);
        RunningHost host = site.start();

        for (int i = 1; i <= WARM_UP; i++) {
            change(bundles, root, echo, program, i);
            use(echo, program, i);
        }
        Usage before = Usage.of(host);
        for (int i = WARM_UP + 1; i <= WARM_UP + UPDATES; i++) {
            change(bundles, root, echo, program, i);
            if (i % 10 == 0) {
                use(echo, program, i);
            }
        }
        Usage after = Usage.of(host);

        assertThat(after.megabytes()).isLessThan(before.megabytes() + MOST_MEGABYTES);
        assertThat(after.loaders()).isLessThan(before.loaders() + MOST_LOADERS);
        assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 2);
        assertThat(Reloads.linesWith(host, "org.virtuald.bundles.internal 0.1.0 started"))
                .isEqualTo(1 + WARM_UP + UPDATES);
    }

    /** Changes the settings of both bundles and the conf of the service, and has the host take them. */
    private void change(Path bundles, Path root, int echo, int program, int round) throws Exception {
        Reloads.put(bundles.resolve("internal.properties"), "echo = 127.0.0.1:" + echo + "\n#" + round + "\n");
        Reloads.put(bundles.resolve("tarpit.properties"), "connections = 10000\n#" + round + "\n");
        Reloads.put(Reloads.confFile(site, "program"), Reloads.conf(root, "round-" + round, "127.0.0.1:" + program));
        if (round > 0) {
            Reloads.reload(site);
        }
    }

    private static void use(int echo, int program, int round) throws IOException {
        try (Client client = Client.to("127.0.0.1", echo)) {
            assertThat(client.exchange("round " + round)).isEqualTo("round " + round);
        }
        assertThat(Client.ask("127.0.0.1", program)).isEqualTo("round-" + round + "\n");
    }
}
