package org.virtuald.inetd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InetdImportTest {

    private static final Accounts ACCOUNTS = Accounts.parse(
            "root:x:0:0::/root:/bin/sh\nftp:x:101:101::/:/bin/false\njo.doe:x:1000:1000::/home:/bin/sh\n",
            "mail:x:8:ftp,other\nvideo:x:44:ftp\ntty:x:5:\n");

    @TempDir
    private Path directory;

    private Imported imported(String content) throws IOException {
        Path file = directory.resolve("inetd.conf");
        Files.writeString(file, content);
        return InetdImport.read(List.of(file), ACCOUNTS, InetdDefaults.none());
    }

    private String service(String content, String name) throws IOException {
        Map<String, String> files = imported(content).files();
        return Objects.requireNonNull(files.get("services/" + name + ".conf"), files::toString);
    }

    private List<String> remarks(String content) throws IOException {
        return imported(content).remarks().stream()
                .map(remark -> remark.line() + ": " + remark.text())
                .toList();
    }

    @Test
    void aLineOfOldBecomesAConf() throws IOException {
        assertThat(service("ftp stream tcp nowait root /usr/sbin/in.ftpd in.ftpd -l -a\n", "ftp"))
                .isEqualTo("""
                listen = ["*:ftp"]
                exec   = ["/usr/sbin/in.ftpd", "-l", "-a"]
                argv0  = "in.ftpd"
                roots  = ["default /"]
                user   = "root"
                """);
    }

    @Test
    void aLineOfTheOldVirtualdBecomesAServiceWithARootsTable() throws IOException {
        assertThat(service(
                        "ftp stream tcp nowait root /usr/local/bin/virtuald virtuald /virtual/conf.ftp wu.ftpd -l -a\n",
                        "ftp"))
                .isEqualTo("""
                        listen = ["*:ftp"]
                        exec   = ["wu.ftpd", "-l", "-a"]
                        roots  = "/virtual/conf.ftp"
                        user   = "root"
                        """);
    }

    @Test
    void aBackslashGoesOnInTheNextLine() throws IOException {
        assertThat(service("""
                ftp stream tcp nowait root /usr/local/bin/virtuald \\
                \tvirtuald /virtual/conf.ftp wu.ftpd -l -a
                """, "ftp")).contains("[\"wu.ftpd\", \"-l\", \"-a\"]", "roots  = \"/virtual/conf.ftp\"");
    }

    @Test
    void chrootBecomesARoot() throws IOException {
        String line =
                "ctf stream tcp nowait root /usr/sbin/chroot chroot --userspec=1000:1000 --groups=5 /home/ctf ./prog -x\n";

        assertThat(service(line, "ctf")).isEqualTo("""
                listen = ["*:ctf"]
                exec   = ["/prog", "-x"]
                argv0  = "./prog"
                roots  = ["default /home/ctf"]
                user   = "1000:1000"
                groups = ["5"]
                """);
    }

    @Test
    void tcpdGivesWayToItsRules() throws IOException {
        assertThat(service("telnet stream tcp nowait root /usr/sbin/tcpd in.telnetd -h\n", "telnet"))
                .contains("exec         = [\"/usr/sbin/in.telnetd\", \"-h\"]", "tcp-wrappers = \"in.telnetd\"");
    }

    @Test
    void tcpdStaysWhereThereIsNoConnection() throws IOException {
        assertThat(service("tftp dgram udp wait nobody /usr/sbin/tcpd in.tftpd /srv\n", "tftp"))
                .contains("[\"/usr/sbin/tcpd\", \"/srv\"]", "argv0  = \"in.tftpd\"")
                .doesNotContain("tcp-wrappers");
    }

    @Test
    void limitsGoWithAProgramThatWaits() throws IOException {
        String line = "talk dgram udp wait.60 nobody /bin/talkd /bin/talkd\n";

        assertThat(service(line, "talk")).contains("wait   = true").doesNotContain("max-rate");
        assertThat(remarks(line))
                .containsExactly("1: talk: max-rate: left out: with wait the program takes the connections itself");
    }

    @Test
    void commentsStayAboveTheirServiceAndOthersGo() throws IOException {
        String conf = service("""
                # the file as a whole

                # for the customers
                #
                # ask Jo first
                ftp stream tcp nowait root /bin/ftpd /bin/ftpd
                """, "ftp");

        assertThat(conf).startsWith("# for the customers\n#\n# ask Jo first\nlisten");
    }

    @Test
    void whatAPackageHasSwitchedOffStaysSo() throws IOException {
        assertThat(service("#<off># finger stream tcp nowait nobody /bin/fingerd fingerd\n", "finger"))
                .contains("enabled = false");
        assertThat(imported("#finger stream tcp nowait nobody /bin/fingerd fingerd\n")
                        .files())
                .isEmpty();
    }

    @Test
    void addressesStandInFrontOfTheServiceOrOnALineOfTheirOwn() throws IOException {
        Imported imported = imported("""
                127.0.0.1,[::1]:8001 stream tcp nowait root /bin/a a
                10.0.0.1:
                8002 stream tcp nowait root /bin/b b
                *:8003 stream tcp nowait root /bin/c c
                ::1:8004 stream tcp nowait root /bin/d d
                """);

        assertThat(imported.files().get("services/8001.conf"))
                .contains("[\"127.0.0.1:8001\", \"[0:0:0:0:0:0:0:1]:8001\"]");
        assertThat(imported.files().get("services/8002.conf")).contains("[\"10.0.0.1:8002\"]");
        assertThat(imported.files().get("services/8003.conf")).contains("[\"*:8003\"]");
        assertThat(imported.files().get("services/8004.conf")).contains("[\"[0:0:0:0:0:0:0:1]:8004\"]");
    }

    @Test
    void aLineForEachFamilyIsOneService() throws IOException {
        Imported both = imported("""
                ftp stream tcp4 nowait root /bin/ftpd ftpd
                ftp stream tcp6 nowait root /bin/ftpd ftpd
                """);
        Imported one = imported("ftp stream tcp4 nowait root /bin/ftpd ftpd\n");
        Imported dual = imported("ftp stream tcp6 nowait root /bin/ftpd ftpd\n");

        assertThat(both.files()).hasSize(1);
        assertThat(both.files().get("services/ftp.conf")).contains("[\"*:ftp\"]");
        assertThat(one.files().get("services/ftp.conf")).contains("[\"0.0.0.0:ftp\"]");
        assertThat(dual.files().get("services/ftp.conf")).contains("[\"[::]:ftp\"]");
    }

    @Test
    void datagramsWaitAndTheSameNameOverUdpIsAnotherService() throws IOException {
        Imported imported = imported("""
                talk stream tcp nowait root /bin/talkd talkd
                talk dgram udp wait nobody.tty /bin/talkd talkd
                """);

        assertThat(imported.files().get("services/talk-udp.conf"))
                .contains("listen = [\"udp:*:talk\"]", "user   = \"nobody:tty\"", "wait   = true");
    }

    @Test
    void unixSocketsHavePaths() throws IOException {
        assertThat(service("/run/x:y.sock stream unix nowait root /bin/x x\n", "x-y.sock"))
                .contains("[\"unix:/run/x:y.sock\"]");
    }

    @Test
    void aDotSeparatesAGroupUnlessItIsPartOfAUsersName() throws IOException {
        assertThat(service("a stream tcp nowait jo.doe /bin/x /bin/x\n", "a")).contains("user   = \"jo.doe\"\n");
        assertThat(service("a stream tcp nowait ftp.tty /bin/x /bin/x\n", "a"))
                .contains("user   = \"ftp:tty\"\ngroups = [\"mail\", \"video\"]\n");
        assertThat(service("a stream tcp nowait ftp:tty/class /bin/x /bin/x\n", "a"))
                .contains("user   = \"ftp:tty\"\n");
    }

    @Test
    void argumentsGoOnInTheNextLineAndQuotesHoldThemTogether() throws IOException {
        assertThat(service("a stream tcp nowait root /bin/x /bin/x \"one two\" 'three'\n\t-v four\n", "a"))
                .contains("exec   = [\"/bin/x\", \"one two\", \"three\", \"-v\", \"four\"]");
    }

    @Test
    void internalServicesAreSettingsOfTheBundle() throws IOException {
        Imported imported = imported("""
                echo stream tcp nowait root internal
                echo dgram udp wait root internal
                127.0.0.1:daytime stream tcp nowait root internal
                netstat stream tcp nowait root internal
                """);

        assertThat(imported.files()).containsOnlyKeys("bundles/internal.properties", "virtuald.conf");
        assertThat(imported.files().get("virtuald.conf")).isEqualTo("""
                        # ports below 1024 for bundles
                        bundle-listen = ["127.0.0.1:13", "*:7", "udp:*:7"]
                        """);
        assertThat(imported.files().get("bundles/internal.properties"))
                .contains("daytime = 127.0.0.1:13\n", "echo = *:7, udp:*:7\n");
        assertThat(imported.remarks())
                .extracting(Remark::toString)
                .containsExactly(directory.resolve("inetd.conf")
                        + ":4: netstat: left out: there is no internal service netstat");
    }

    @Test
    void bytesThatAreNoTextReachNeitherTheTerminalNorAPath() throws IOException {
        assertThat(remarks("ftp \u001b[2J udp wait root /bin/cat cat\n"))
                .containsExactly("1: ftp: left out: sockets of type ?[2J are not served");
        assertThat(service("ftp stream tcp nowait root /bin/\0cat cat\n", "ftp"))
                .contains("\"/bin/\uFFFDcat\"");
    }

    @Test
    void whatHasNoCounterpartIsTold() throws IOException {
        assertThat(remarks("""
                rstatd/1-3 dgram rpc/udp wait root /bin/rstatd rstatd
                tcpmux/+date stream tcp nowait guest /bin/date date
                x raw icmp wait root /bin/x x
                y stream sctp nowait root /bin/y y
                z stream tcp
                v stream tcp later root /bin/v v
                w stream udp nowait root /bin/w w
                u on user=root
                """))
                .containsExactly(
                        "1: rstatd/1-3: left out: RPC programs are not served",
                        "2: tcpmux/+date: left out: a service that tcpmux alone leads to; give it an endpoint, and"
                                + " accept-from = [\"tcpmux\"]",
                        "3: x: left out: sockets of type raw are not served",
                        "4: y: left out: protocol sctp is not served",
                        "5: not read: expected SERVICE TYPE PROTOCOL WAIT USER PROGRAM [ARGUMENT...]",
                        "6: v: left out: expected wait or nowait, found later",
                        "7: w: left out: sockets of type stream do not speak udp",
                        "8: u: not read: NetBSD's form with KEY = VALUE");
    }

    @Test
    void directoriesAndIncludedFilesAreRead() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("inetd.d"));
        Files.writeString(folder.resolve("b"), "b stream tcp nowait root /bin/b b\n");
        Files.writeString(folder.resolve("a"), "a stream tcp nowait root /bin/a a\n");
        Files.writeString(folder.resolve("a~"), "old stream tcp nowait root /bin/a a\n");
        Path main = directory.resolve("main");
        Files.writeString(main, ".include \"inetd.d/*\"\n.include \"none/*\"\n");

        Imported imported = InetdImport.read(List.of(main), ACCOUNTS, InetdDefaults.none());

        assertThat(imported.files()).containsOnlyKeys("services/a.conf", "services/b.conf", "services/old.conf");
        assertThat(InetdImport.read(List.of(folder), ACCOUNTS, InetdDefaults.none())
                        .files())
                .containsOnlyKeys("services/a.conf", "services/b.conf");
        assertThat(imported.remarks())
                .singleElement()
                .hasToString(main + ":2: there is no file " + directory.resolve("none/*"));
    }

    @Test
    void theCommandLineSpeaksForAllServices() throws IOException {
        Path file = directory.resolve("inetd.conf");
        Files.writeString(file, "a stream tcp nowait.60 root /bin/a /bin/a\nb stream tcp nowait root /bin/b /bin/b\n");
        InetdDefaults defaults =
                new InetdDefaults(OptionalInt.of(128), OptionalInt.of(256), true, Map.of("TZ", "UTC", "LANG", "C"));

        Map<String, String> files =
                InetdImport.read(List.of(file), ACCOUNTS, defaults).files();

        assertThat(files.get("services/a.conf"))
                .contains(
                        "backlog      = 128",
                        "\"60/m\"",
                        "tcp-wrappers = \"a\"",
                        "{ \"LANG\" = \"C\", \"TZ\" = \"UTC\" }");
        assertThat(files.get("services/b.conf")).contains("\"256/m\"");
    }
}
