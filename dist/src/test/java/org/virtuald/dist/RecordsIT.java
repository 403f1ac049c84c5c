package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.UnixDatagrams;

/** What is recorded of connections, and where. */
@AsRoot
class RecordsIT {

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");
    private final Path folder = Files.createDirectory(site.directory().resolve("log"));
    private final Path file = folder.resolve("records.log");

    RecordsIT() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void everyConnectionLeavesItsRecordsInAFileThatMayBeMoved() throws Exception {
        records("file:" + file, "text");
        site.service("exits", root, "sh", "-c", "exit 3");
        site.service("dies", root, "sh", "-c", "kill -9 $$");
        site.service("shut", Site.serviceText(root, "cat", "/name") + "deny = [\"127.0.0.0/8\"]\n");
        site.service("none", Site.serviceText(root, "cat", "/name").replace("default ", "192.0.2.1 "));
        RunningHost host = site.start();

        Client.ask("127.0.0.1", host.port("exits"));
        String start = await(
                file,
                "START: exits pid=\\d+ from=127\\.0\\.0\\.1 port=\\d+ local=127\\.0\\.0\\.1:\\d+ root="
                        + Pattern.quote(root.toString()) + " id=\\d+");
        String pid = start.replaceFirst(".* (pid=\\d+) .*", "$1");
        await(file, "EXIT: exits status=3 " + pid + " duration=\\d+\\(sec\\) from=127\\.0\\.0\\.1 .* memory=\\d+");
        Files.move(file, folder.resolve("records.log.1"));
        Client.ask("127.0.0.1", host.port("dies"));
        await(file, "EXIT: dies signal=9 pid=\\d+ duration=.*");
        Files.delete(file);
        Client.ask("127.0.0.1", host.port("shut"));
        await(file, "FAIL: shut address from=127\\.0\\.0\\.1");
        Client.ask("127.0.0.1", host.port("none"));
        await(file, "FAIL: none no_root local=127\\.0\\.0\\.1:\\d+ from=127\\.0\\.0\\.1");
        assertThat(Files.readAllLines(folder.resolve("records.log.1"))).hasSize(2);
    }

    /** As who has installed both finds it. */
    @Test
    void fail2banBansWhoIsRefused() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(DebianPackages.has("fail2ban") && Files.isExecutable(python), "the package fail2ban is not there");
        records("file:" + file, "text");
        site.service("shut", Site.serviceText(root, "cat", "/name") + "deny = [\"127.0.0.66\"]\n");
        RunningHost host = site.start();
        Client.ask("127.0.0.66", "127.0.0.1", host.port("shut"));
        Client.ask("127.0.0.67", "127.0.0.1", host.port("shut"));
        await(file, "FAIL: shut address from=127\\.0\\.0\\.66");
        await(file, "EXIT: shut status=0 .* from=127\\.0\\.0\\.67 .*");

        Path unpacked = site.directory().resolve("packages");
        String program = new DebianPackages(unpacked).program("fail2ban", "usr/bin/fail2ban-regex");
        Path filters = unpacked.resolve("fail2ban").resolve("etc").resolve("fail2ban");
        Files.copy(
                Distribution.HOME.resolve("share").resolve("fail2ban").resolve("virtuald.conf"),
                filters.resolve("filter.d").resolve("virtuald.conf"));
        Outcome found = Outcome.of(
                List.of(python.toString(), program, "-o", "ip", "-c", filters.toString(), file.toString(), "virtuald"),
                Map.of(
                        "PYTHONPATH",
                        unpacked.resolve("fail2ban/usr/lib/python3/dist-packages")
                                .toString()));
        assertThat(found.andWell().out()).isEqualTo("127.0.0.66\n");
    }

    @Test
    void jsonIsParsed() throws Exception {
        records("file:" + file, "json");
        site.service("exits", root, "sh", "-c", "exit 3");
        RunningHost host = site.start();
        Client.ask("127.0.0.1", host.port("exits"));
        Config exit = ConfigFactory.parseString(await(file, "\\{.*\"event\":\"exit\".*\\}"));
        assertThat(exit.getString("service")).isEqualTo("exits");
        assertThat(exit.getInt("status")).isEqualTo(3);
        assertThat(exit.getString("root")).isEqualTo(root.toString());
    }

    @Test
    void journaldAndSyslogGetThemOnceTheyListen() throws Exception {
        for (String target : List.of("journal", "syslog")) {
            Path socket = folder.resolve(target);
            records(target + ":" + socket, "text");
            site.service("shut", Site.serviceText(root, "cat", "/name") + "deny = [\"127.0.0.0/8\"]\n");
            RunningHost host = site.start();
            Client.ask("127.0.0.1", host.port("shut"));
            host.log().await("cannot write records of connections to .*" + target + ".*ENOENT");
            try (Descriptor receiver = UnixDatagrams.bind(socket.toString())) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
                String message = receive(receiver);
                if (target.equals("journal")) {
                    assertThat(message.lines())
                            .contains("MESSAGE=FAIL: shut address from=127.0.0.1", "VIRTUALD_SERVICE=shut");
                } else {
                    assertThat(message).startsWith("<29>").endsWith("]: FAIL: shut address from=127.0.0.1");
                }
            }
            site.endHosts();
        }
    }

    private static String receive(Descriptor socket) throws ErrnoException {
        MessageReceiver.Received.Message message =
                (MessageReceiver.Received.Message) new MessageReceiver(socket, 4096, 1).receive();
        String text = StandardCharsets.UTF_8.decode(message.payload()).toString();
        message.discard();
        return text;
    }

    /** Waits for a line of the file, without its time. */
    private static String await(Path file, String regex) throws IOException {
        Pattern line = Pattern.compile("(.*Z virtuald\\[\\d+\\]: )?" + regex);
        Await.until("a record " + regex, () -> found(file, line).size() == 1);
        return found(file, line).get(0);
    }

    private static List<String> found(Path file, Pattern line) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(text -> line.matcher(text).matches())
                        .toList()
                : List.of();
    }

    private void records(String to, String format) throws IOException {
        Files.writeString(
                site.conf().resolve("virtuald.conf"), "records { to = \"%s\", format = %s }\n".formatted(to, format));
    }
}
