package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the host makes of files that change without a word to it. */
@Tag("alone")
@AsRoot
class WatchIT {

    /** Four changes in less than this are not found by a look every five seconds. */
    private static final Duration WATCHED = Duration.ofSeconds(12);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(80); // below the quiet time of the watcher
    private static final Duration LONGER_THAN_ANY_WAIT = Duration.ofMillis(1500);

    @AutoClose
    private final Site site = new Site();

    private final int port = FreePort.find();

    WatchIT() throws IOException {}

    @Test
    void confsThatAreRenamedOrSwappedIntoPlaceAreSeenSoon() throws Exception {
        Path root = site.root("one");
        Path services = site.conf().resolve("services");
        Path first = Files.createDirectory(services.resolve("..first"));
        Path second = Files.createDirectory(services.resolve("..second"));
        Files.writeString(first.resolve("echo.conf"), conf(root, "first"));
        Files.writeString(second.resolve("echo.conf"), conf(root, "second"));
        Path data = Files.createSymbolicLink(services.resolve("..data"), Path.of("..first"));
        Path conf = Files.createSymbolicLink(services.resolve("echo.conf"), Path.of("..data", "echo.conf"));
        RunningHost host = site.start();
        long began = System.nanoTime();

        Reloads.awaitAnswer(port, "first");
        turn(data, "..second");
        Reloads.awaitAnswer(port, "second");
        turn(data, "..first");
        Reloads.awaitAnswer(port, "first");
        Files.writeString(first.resolve("echo.conf"), conf(root, "behind the link"));
        Reloads.awaitAnswer(port, "behind the link");
        Reloads.put(conf, conf(root, "renamed"));
        Reloads.awaitAnswer(port, "renamed");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WATCHED);
        Reloads.assertNoErrors(host);
    }

    @Test
    void aTableIsReadAgainWithoutTouchingItsServiceWhereverItIs() throws Exception {
        Path one = site.root("one");
        Path two = site.root("two");
        Path tables =
                Files.createDirectories(site.directory().resolve("elsewhere").resolve("tables"));
        Path v1 = Files.createDirectory(tables.resolve("v1"));
        Path v2 = Files.createDirectory(tables.resolve("v2"));
        Files.writeString(v1.resolve("table"), "default " + one + "\n");
        Files.writeString(v2.resolve("table"), "default " + two + "\n");
        Path current = Files.createSymbolicLink(tables.resolve("current"), Path.of("v1"));
        site.service("name", """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat", "/name"]
                roots  = "%s"
                user   = "nobody"
                """.formatted(port, current.resolve("table")));
        RunningHost host = site.start();
        Reloads.awaitAnswer(port, "one");
        Set<String> sockets = host.proc().sockets();
        long began = System.nanoTime();

        turn(current, "v2");
        Reloads.awaitAnswer(port, "two");
        turn(current, "v1");
        Reloads.awaitAnswer(port, "one");
        Files.writeString(v1.resolve("table"), "default " + two + "\n");
        Reloads.awaitAnswer(port, "two");
        Reloads.put(v1.resolve("table"), "default " + one + "\n");
        Reloads.awaitAnswer(port, "one");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WATCHED);
        assertThat(host.proc().sockets()).isEqualTo(sockets);
        Reloads.assertNoErrors(host);
    }

    @Test
    void aFileThatIsBeingWrittenDoesNotCount() throws Exception {
        Path root = site.root("one");
        Path conf = site.service("echo", conf(root, "0"));
        RunningHost host = site.start();

        String last = "";
        boolean steady = false;
        try (Load load = new Load(1, port, answer -> answer.matches("\\d\n"))) {
            for (int i = 1; i < 9 && !steady; i++) {
                last = "" + i;
                long errors = errors(host);
                steady = writeInPieces(conf, "# what counts comes last\n".repeat(50) + conf(root, last));
                assertThat(errors(host)).as("\n%s", host.log()).isEqualTo(steady ? errors : errors(host));
                Reloads.awaitAnswer(port, last);
            }
            assertThat(load.failures()).isEmpty();
        }
    }

    /** Whether the writer never paused for longer than it may. */
    private static boolean writeInPieces(Path file, String text) throws IOException {
        long began = System.nanoTime();
        long longest = 0;
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(0);
            int pieces = (int) (LONGER_THAN_ANY_WAIT.toNanos() / PAUSE.toNanos());
            long last = System.nanoTime();
            for (int i = 0; i < pieces; i++) {
                LockSupport.parkNanos(PAUSE.toNanos());
                out.writeBytes(text.substring(text.length() * i / pieces, text.length() * (i + 1) / pieces));
                longest = Math.max(longest, System.nanoTime() - last);
                last = System.nanoTime();
            }
        }
        return longest < LONGEST_PAUSE.toNanos() && System.nanoTime() - began >= LONGER_THAN_ANY_WAIT.toNanos();
    }

    private static long errors(RunningHost host) {
        return Reloads.linesWith(host, "echo.conf");
    }

    @Test
    void whatEditorsAndPackageManagersLeaveBehindIsNoService() throws Exception {
        Path root = site.root("one");
        site.service("echo", conf(root, "echo"));
        for (String name : List.of(
                "a.conf~", ".b.conf", ".c.conf.swp", "d.conf.tmp", "e.conf.dpkg-new", "f.conf.rpmnew", "#g.conf#")) {
            Files.writeString(site.conf().resolve("services").resolve(name), "nonsense");
        }
        RunningHost host = site.start();

        assertThat(Reloads.reload(site).getStringList("unchanged")).containsExactly("echo");
        assertThat(host.log().lines()).noneMatch(line -> line.contains("nonsense"));
        Reloads.assertNoErrors(host);
    }

    private String conf(Path root, String says) {
        return Reloads.conf(root, says, "127.0.0.1:" + port);
    }

    /** Turns a symbolic link to another target in one step. */
    private static void turn(Path link, String target) throws IOException {
        Path turned = Files.createSymbolicLink(link.resolveSibling("..turned"), Path.of(target));
        Files.move(turned, link, StandardCopyOption.ATOMIC_MOVE);
    }
}
