package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code bin/inetd} is used as inetd is. */
@AsRoot
class InetdCommandIT {

    @AutoClose
    private final Site site = new Site();

    private final Path pidFile = site.directory().resolve("inetd.pid");
    private final Path conf = site.directory().resolve("inetd.conf");
    private final int port = FreePort.find();

    InetdCommandIT() throws IOException, InterruptedException {
        Path table = site.conf().resolve("roots").resolve("name");
        Files.writeString(table, "127.0.0.1 %s\n127.0.0.2 %s\n".formatted(site.root("one"), site.root("two")));
        Files.writeString(conf, line(port));
    }

    private String line(int listening) {
        return "%d stream tcp nowait nobody /usr/local/bin/virtuald virtuald %s cat /name\n"
                .formatted(listening, site.conf().resolve("roots").resolve("name"));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Distribution.HOME.resolve("bin").resolve("inetd").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private void addLine(int another) throws IOException {
        Files.writeString(conf, line(another), StandardOpenOption.APPEND);
    }

    private static boolean answers(int port, String name) {
        try {
            return Client.ask("127.0.0.2", port).equals(name + "\n");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void inTheForegroundItTellsWhatItDoesAndReadsItsFilesAgain() throws Exception {
        try (RunningHost inetd = RunningHost.begin(command("-d", "-i", "-q", "64", "-p" + pidFile, conf.toString()))) {
            inetd.ready();
            Await.until("the pid file is written", () -> Files.exists(pidFile) && Files.size(pidFile) > 0);
            assertThat(Files.readString(pidFile)).isEqualTo(inetd.proc().pid() + "\n");
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
            assertThat(Client.ask("127.0.0.2", port)).isEqualTo("two\n");
            inetd.log().await("INFO " + port + ": .* ended, pid");

            int added = FreePort.find();
            addLine(added);
            inetd.signal("HUP");
            Await.until("the added line is served", () -> answers(added, "two"));
            assertThat(answers(port, "two")).isTrue();

            inetd.signal("TERM");
            assertThat(inetd.awaitExit()).isZero();
            assertThat(pidFile).doesNotExist();
            assertThatThrownBy(() -> Client.ask("127.0.0.1", port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void itAnswersByItselfOnPrivilegedPortsAndPassesItsEnvironmentOn() throws Exception {
        Files.writeString(conf, """
                127.0.0.3:echo stream tcp nowait root internal
                127.0.0.3:%d stream tcp nowait nobody /usr/bin/env env
                """.formatted(port));
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "OF_THE_MACHINE=yes"));
        command.addAll(command("-iE", "-p", pidFile.toString(), conf.toString()));
        try (RunningHost inetd = RunningHost.begin(command)) {
            inetd.ready();
            try (Client client = Client.to("127.0.0.3", 7)) {
                assertThat(client.exchange("well?")).isEqualTo("well?");
            }
            assertThat(Client.ask("127.0.0.3", port)).contains("OF_THE_MACHINE=yes\n", "TCPLOCALIP=127.0.0.3\n");
        }
    }

    @Test
    void inTheBackgroundItIsOpenWhenTheCommandHasEndedAndEndsByItsPid() throws Exception {
        Outcome.of(command("-R", "1000", "-p", pidFile.toString(), conf.toString()))
                .andWell();
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        try {
            assertThat(Client.ask("127.0.0.2", port)).isEqualTo("two\n");

            int added = FreePort.find();
            addLine(added);
            RunningHost.send("HUP", pid);
            Await.until("the added line is served", () -> answers(added, "two"));
        } finally {
            RunningHost.send("TERM", pid);
        }
        Await.until("it has ended", () -> !Files.exists(Path.of("/proc", String.valueOf(pid))));
        assertThat(pidFile).doesNotExist();
        assertThatThrownBy(() -> Client.ask("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void aMistakeIsToldToWhoeverStartsIt() throws Exception {
        Outcome unknown = Outcome.of(command("-x", conf.toString()));
        Outcome missing = Outcome.of(command(
                "-p", pidFile.toString(), site.directory().resolve("none").toString()));

        assertThat(unknown.status()).isEqualTo(64);
        assertThat(unknown.err()).contains("inetd: unknown option -x", "usage: inetd ");
        assertThat(missing.status()).isEqualTo(78);
        assertThat(missing.err()).contains(site.directory().resolve("none").toString());
    }
}
