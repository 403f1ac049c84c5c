package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host takes of its machine; the numbers are in the output. */
@Tag("alone")
@AsRoot
class ResourcesIT {

    private static final int SERVICES = 10;
    private static final int ATTEMPTS = 3;
    /** A start takes about three times as long as javac(1) does for an empty class, which grows with the machine's load too. */
    private static final double START = 4;

    private static final long MEGABYTE = 1_000_000;
    /** The documented sizes, 50 and 120 MB, and a quarter more: JVMs differ. */
    private static final long LAUNCHER = 62 * MEGABYTE;

    private static final long TOGETHER = 150 * MEGABYTE;

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");

    ResourcesIT() throws IOException, InterruptedException {}

    @ParameterizedTest
    @MethodSource("org.virtuald.dist.JavaHome#all")
    void tenServicesStartAtOnceAndTakeLittleMemory(JavaHome java) throws Exception {
        for (int i = 0; i < SERVICES; i++) {
            site.service("service-" + i, root, "cat", "/name");
        }
        Duration start = Duration.ofDays(1);
        Duration compiler = start;
        Duration work = start;
        long together = Long.MAX_VALUE;
        long launcher = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            compiler = shorter(compiler, compilation());
            long began = System.nanoTime();
            RunningHost host = site.begin(java.before());
            host.ready();
            start = shorter(start, Duration.ofNanos(System.nanoTime() - began));
            host.awaitReady();
            work = shorter(
                    work, host.proc().processorTime().plus(host.launcher().processorTime()));
            for (int i = 0; i < SERVICES; i++) {
                assertThat(Client.ask("127.0.0.1", host.port("service-" + i))).isEqualTo("one\n");
            }
            launcher = Math.min(launcher, host.launcher().residentBytes());
            together = Math.min(
                    together, host.proc().residentBytes() + host.launcher().residentBytes());
            host.signal("TERM");
            host.awaitExit();
        }
        System.out.printf(
                "%s, %d services: ready after %d ms, %d ms of processor time (javac: %d ms);"
                        + " resident: launcher %d MB, host and launcher %d MB%n",
                java,
                SERVICES,
                start.toMillis(),
                work.toMillis(),
                compiler.toMillis(),
                launcher / MEGABYTE,
                together / MEGABYTE);

        assertThat(start).isLessThan(Duration.ofMillis((long) (START * compiler.toMillis())));
        assertThat(launcher).isLessThan(LAUNCHER);
        assertThat(together).isLessThan(TOGETHER);
    }

    private Duration compilation() throws IOException, InterruptedException {
        Path source = Files.writeString(site.directory().resolve("Empty.java"), "class Empty {}");
        List<String> javac = List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                source.toString());
        long began = System.nanoTime();
        assertThat(Outcome.of(javac).status()).isZero();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
