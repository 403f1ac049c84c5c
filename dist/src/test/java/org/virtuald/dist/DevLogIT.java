package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.UnixDatagrams;

/** Programs in roots can log. */
@AsRoot
class DevLogIT {

    @AutoClose
    private final Site site = new Site();

    private final Path one = root("one");
    private final Path two = root("two");
    private final Path folder = Files.createDirectory(site.directory().resolve("log"));
    private final Path syslog = folder.resolve("syslog");
    private final int port = FreePort.find();

    DevLogIT() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private Path root(String name) throws IOException, InterruptedException {
        Path root = site.root(name);
        CProgram.install("logs", root);
        Files.createDirectories(root.resolve("dev"));
        return root;
    }

    @Test
    void messagesArePassedOnWithTheirRoot() throws Exception {
        conf("dev-log.to = \"syslog:%s\"".formatted(syslog));
        site.service("logs", service("logs", one, two));
        try (Descriptor receiver = receiver()) {
            site.start();
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("done\n");
            assertThat(receive(receiver))
                    .matches("<35>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d logs\\[\\d+]: root=" + one
                            + " message 1\\\\u000aroot=/forged");
            assertThat(Client.ask("127.0.0.2", port)).isEqualTo("done\n");
            assertThat(receive(receiver)).contains(": root=" + two + " message 1");
            for (Path root : List.of(one, two)) {
                Path socket = root.resolve("dev").resolve("log");
                assertThat(Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS))
                        .isEqualTo(0140666);
                assertThat(Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS).getName())
                        .isEqualTo("root");
            }
        }
    }

    @Test
    void whoLogsTooMuchLosesItsOwnMessagesOnly() throws Exception {
        Path file = folder.resolve("messages");
        conf("dev-log { to = \"file:%s\", rate = \"10/h\" }".formatted(file));
        site.service("flood", service("\"logs\", \"5000\"", one));
        int other = FreePort.find();
        site.service("quiet", service("logs", two).replace("" + port, "" + other));
        site.start();
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("done\n");
        assertThat(Client.ask("127.0.0.1", other)).isEqualTo("done\n");
        Await.until(
                "the loss is told",
                () -> Files.exists(file) && Files.readString(file).contains("dropped"));
        Await.until("the other's message", () -> Files.readString(file).contains("root=" + two));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .filteredOn(line -> line.contains("root=" + one + " message "))
                .hasSize(10);
        Await.until("all are accounted for", () -> dropped(file) == 4990);
    }

    @Test
    void socketsFollowTheTableAndTheServices() throws Exception {
        conf("dev-log.to = \"syslog:%s\"".formatted(syslog));
        Path table = site.conf().resolve("roots").resolve("table");
        Reloads.put(table, "127.0.0.1 " + one + "\n");
        site.service("logs", service("logs").replaceFirst("roots .*", "roots = \"table\""));
        site.service("plain", one, "cat");
        try (Descriptor receiver = receiver()) {
            RunningHost host = site.start();
            Path first = one.resolve("dev").resolve("log");
            Path second = two.resolve("dev").resolve("log");
            assertThat(first).exists();
            assertThat(second).doesNotExist();
            Reloads.put(table, "127.0.0.2 " + two + "\n");
            Reloads.reload(site);
            assertThat(second).exists();
            assertThat(first).doesNotExist();
            Reloads.put(table, "no table\n");
            assertThat(Reloads.reload(site).getStringList("refused")).containsExactly("logs");
            assertThat(second).as("after a table with errors").exists();
            assertThat(Client.ask("127.0.0.2", port)).isEqualTo("done\n");
            assertThat(receive(receiver)).contains(": root=" + two + " message 1");
            Files.delete(site.serviceFile("logs"));
            Reloads.reload(site);
            Await.until("its socket goes with its last program", () -> {
                Reloads.reload(site);
                return !Files.exists(second, LinkOption.NOFOLLOW_LINKS);
            });
            site.service("logs", service("logs", one));
            Reloads.reload(site);
            assertThat(first).exists();
            host.signal("TERM");
            host.awaitExit();
            assertThat(first).doesNotExist();
        }
    }

    @Test
    void aRestartedHostTakesTheSocketsOver() throws Exception {
        conf("dev-log.to = \"syslog:%s\"".formatted(syslog));
        site.service("logs", service("logs", one));
        try (Descriptor receiver = receiver()) {
            RunningHost host = site.start();
            host.signal("KILL");
            host.awaitExit();
            assertThat(one.resolve("dev").resolve("log")).exists();
            site.start();
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("done\n");
            assertThat(receive(receiver)).contains(": root=" + one + " message 1");
        }
    }

    @Test
    void nothingIsMadeWhereOthersThanRootCouldChooseThePlace() throws Exception {
        conf("dev-log.to = \"syslog:%s\"".formatted(syslog));
        Path elsewhere = Files.move(one.resolve("dev"), site.directory().resolve("elsewhere"));
        Files.createSymbolicLink(one.resolve("dev"), elsewhere);
        Files.setPosixFilePermissions(two.resolve("dev"), PosixFilePermissions.fromString("rwxrwxrwx"));
        site.service("logs", service("logs", one, two));
        RunningHost host = site.start();
        host.log().await("logs: no log socket in " + one + ": bind .*/one/dev: ENOENT");
        host.log()
                .await("logs: no log socket in " + two + ": .*/two/dev is writable by group .* and everyone .*EACCES");
        assertThat(Client.ask("127.0.0.1", port)).as("served all the same").isEqualTo("done\n");
        assertThat(elsewhere.resolve("log")).doesNotExist();

        Files.setPosixFilePermissions(two.resolve("dev"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Reloads.reload(site);
        assertThat(two.resolve("dev").resolve("log")).exists();
    }

    private long dropped(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line ->
                        line.contains(" virtuald: root=" + one + " ") && line.endsWith(" messages were dropped"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*root=\\S+ (\\d+) .*", "$1")))
                .sum();
    }

    private void conf(String line) throws IOException {
        Files.writeString(site.conf().resolve("virtuald.conf"), line + "\n");
    }

    /** A service at 127.0.0.1 and so on, with a root for each. */
    private String service(String exec, Path... roots) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < roots.length; i++) {
            lines.add("127.0.0." + (i + 1) + " " + roots[i]);
        }
        return """
                listen  = ["0.0.0.0:%d"]
                exec    = [%s]
                roots   = [%s]
                user    = "nobody"
                dev-log = true
                """.formatted(port, exec, Site.quoted(lines.toArray(String[]::new)));
    }

    private Descriptor receiver() throws IOException {
        Descriptor receiver = UnixDatagrams.bind(syslog.toString());
        Files.setPosixFilePermissions(syslog, PosixFilePermissions.fromString("rw-rw-rw-"));
        return receiver;
    }

    private static String receive(Descriptor socket) throws IOException {
        MessageReceiver receiver = new MessageReceiver(socket, 4096, 1);
        AtomicReference<String> text = new AtomicReference<>("");
        Await.until("a message", () -> {
            if (receiver.tryReceive() instanceof MessageReceiver.Received.Message message) {
                text.set(StandardCharsets.UTF_8.decode(message.payload()).toString());
                message.discard();
                return true;
            }
            return false;
        });
        return text.get();
    }
}
