package org.virtuald.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same programs by the same lines: inetd of OpenBSD and of GNU, xinetd, and this host with their files. The packages of the
 * others are to lie in {@code target/peers}; without them this host is tested alone.
 */
@AsRoot
class ComparisonIT {
    private static final Path TFTPD = Path.of("/usr/sbin/in.tftpd");
    private static final int READ_REQUEST = 1; // RFC 1350
    private static final int DATA = 3;

    /** Who serves. */
    enum Server {
        INETD_OF_OPENBSD,
        INETD_OF_GNU,
        XINETD,
        OUR_INETD,
        IMPORTED_FROM_XINETD;

        boolean isOurs() {
            return this == OUR_INETD || this == IMPORTED_FROM_XINETD;
        }
    }

    @AutoClose
    private final Site site = new Site();

    private final DebianPackages packages = new DebianPackages(site.directory().resolve("packages"));

    private final SoftAssertions softly = new SoftAssertions();
    private final List<Entry> entries = new ArrayList<>();
    private int nextPort = 20_000;

    ComparisonIT() throws IOException {}

    /** A line of inetd.conf, or an entry of xinetd.conf. */
    private record Entry(
            String name, int port, boolean datagrams, boolean waits, String user, String program, String rest) {

        String inetd() {
            return "%d %s %s %s %s %s\n"
                    .formatted(
                            port,
                            datagrams ? "dgram udp" : "stream tcp",
                            waits ? "wait" : "nowait",
                            user,
                            program,
                            (Path.of(program).getFileName() + " " + rest).strip());
        }

        String xinetd() {
            String[] userAndGroup = user.split("\\.", -1);
            return """
                    service %s
                    {
                        type        = UNLISTED
                        socket_type = %s
                        protocol    = %s
                        port        = %d
                        wait        = %s
                        user        = %s
                        %s
                        server      = %s
                        %s
                    }
                    """.formatted(
                            name,
                            datagrams ? "dgram" : "stream",
                            datagrams ? "udp" : "tcp",
                            port,
                            waits ? "yes" : "no",
                            userAndGroup[0],
                            userAndGroup.length > 1 ? "group = " + userAndGroup[1] : "",
                            program,
                            rest.isEmpty() ? "" : "server_args = " + rest);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameProgramsDoTheSame(Server server) throws Exception {
        assumeTrue(server.isOurs() || DebianPackages.areThere(), "their packages are not there");
        String probe = CProgram.install("probe", site.directory()).toString();
        Path files = Files.createDirectory(site.directory().resolve("files"));
        Files.writeString(files.resolve("page.txt"), "from the file\n");
        add("probe", false, false, "nobody", probe, "one two");
        add("group", false, false, "nobody.daemon", probe, "");
        add("once", false, true, "nobody", probe, "");
        add("datagram", true, true, "nobody", probe, "");
        add("sort", false, false, "nobody", "/usr/bin/sort", "-r");
        add("env", false, false, "nobody", "/usr/bin/env", "");
        if (Files.isExecutable(TFTPD)) {
            add("tftp", true, true, "root", TFTPD.toString(), "-s " + files);
        }
        if (DebianPackages.areThere()) {
            add(
                    "finger",
                    false,
                    false,
                    "nobody",
                    packages.program("fingerd", "usr/sbin/in.fingerd"),
                    "-p /usr/bin/echo");
            add(
                    "http",
                    false,
                    false,
                    "nobody",
                    packages.program("micro-httpd", "usr/sbin/micro-httpd"),
                    files.toString());
            add(
                    "telnet",
                    false,
                    false,
                    "root",
                    packages.program("inetutils-telnetd", "usr/sbin/telnetd"),
                    "-E /bin/sh");
        }
        add("last", false, false, "nobody", "/usr/bin/true", "");

        try (RunningHost running = RunningHost.begin(command(server))) {
            if (server.isOurs()) {
                running.ready();
            }
            for (Entry entry : entries) {
                Await.until(
                        server + " listens for " + entry.name(),
                        () -> entry.datagrams() || !Listening.on(entry.port()).isEmpty());
            }

            whatTheProgramsAreGiven();
            if (server.isOurs()) {
                whatOnlyWeSeeTo();
            }
            whatClientsGet();
            softly.assertAll();
        }
    }

    /** What all of them agree on; the README tells where they do not. */
    private void whatTheProgramsAreGiven() throws IOException {
        Probe probe = Probe.ask("127.0.0.1", port("probe"));
        softly.assertThat(probe.values("argument")).containsExactly("[probe]", "[one]", "[two]");
        softly.assertThat(probe.value("uid")).isEqualTo("65534 65534 65534 65534");
        softly.assertThat(probe.value("gid")).isEqualTo("65534 65534 65534 65534");
        softly.assertThat(probe.value("descriptors")).startsWith("0 1 2");
        softly.assertThat(probe.value("file-0")).startsWith("socket ").endsWith(" flags 2");
        softly.assertThat(probe.value("file-1")).isEqualTo(probe.value("file-0"));
        softly.assertThat(probe.value("file-2")).isEqualTo(probe.value("file-0"));
        softly.assertThat(probe.value("umask")).isEqualTo("022");
        softly.assertThat(probe.value("session")).isEqualTo("own");
        softly.assertThat(probe.value("terminal")).isEqualTo("none");
        softly.assertThat(probe.value("priority")).isEqualTo("0");
        softly.assertThat(probe.value("parent-death-signal")).isEqualTo("0");
        softly.assertThat(probe.value("capabilities"))
                .isEqualTo("effective 000000000 permitted 000000000 inheritable 000000000");

        Probe group = Probe.ask("127.0.0.1", port("group"));
        softly.assertThat(group.values("argument")).containsExactly("[probe]");
        softly.assertThat(group.value("gid")).isEqualTo("1 1 1 1");

        for (int round = 0; round < 2; round++) { // the second starts when the first has ended
            Probe once = Probe.ask("127.0.0.1", port("once"));
            softly.assertThat(once.value("file-0")).startsWith("socket ");
            softly.assertThat(once.value("uid")).isEqualTo("65534 65534 65534 65534");
        }
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            client.send("127.0.0.1", port("datagram"), "who?");
            DatagramPacket answer = client.receive();
            Probe datagram = Probe.of(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1));
            softly.assertThat(datagram.value("descriptors")).startsWith("0 1 2");
        }
    }

    /** Where the others pass on what they happen to have, or were started with. */
    private void whatOnlyWeSeeTo() throws IOException {
        Probe probe = Probe.ask("127.0.0.1", port("probe"));
        softly.assertThat(probe.value("signals")).isEqualTo("blocked 0 pending 0");
        softly.assertThat(probe.value("signals-not-default")).isEmpty();
        softly.assertThat(probe.value("descriptors")).isEqualTo("0 1 2");
        softly.assertThat(probe.value("directory")).isEqualTo("/");
        softly.assertThat(probe.value("no-new-privileges")).isEqualTo("1");
        softly.assertThat(ask("env", "")).contains("TCPREMOTEIP=127.0.0.1").doesNotContain("HOME=");
    }

    private void whatClientsGet() throws IOException {
        softly.assertThat(ask("sort", "alpha\nomega\nbeta\n")).isEqualTo("omega\nbeta\nalpha\n");
        softly.assertThat(ask("env", "")).contains("=");
        if (Files.isExecutable(TFTPD)) {
            softly.assertThat(tftp("page.txt")).isEqualTo("from the file\n");
        }
        if (DebianPackages.areThere()) {
            softly.assertThat(ask("finger", "somebody\r\n")).contains("somebody");
            softly.assertThat(ask("http", "GET /page.txt HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.0 200 Ok\n")
                    .endsWith("\n\nfrom the file\n");
            softly.assertThat(telnet()).contains("uid=0=");
        }
    }

    private String ask(String entry, String request) throws IOException {
        try (Client client = Client.to("127.0.0.1", port(entry))) {
            client.send(request);
            client.endSending();
            return client.rest();
        }
    }

    /** The first block of a file, by RFC 1350. */
    private String tftp(String file) throws IOException {
        try (UdpClient client = UdpClient.on("127.0.0.1", 0)) {
            client.send("127.0.0.1", port("tftp"), "\0" + (char) READ_REQUEST + file + "\0octet\0");
            DatagramPacket answer = client.receive();
            softly.assertThat(answer.getData()[1]).isEqualTo((byte) DATA);
            return new String(answer.getData(), 4, answer.getLength() - 4, StandardCharsets.ISO_8859_1);
        }
    }

    /** What comes from the shell behind a telnet server, whose options are all refused. */
    private String telnet() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("telnet"))) {
            return TelnetClient.exchange(socket, "echo uid=$(id -u)=", "uid=0=");
        }
    }

    private void add(String name, boolean datagrams, boolean waits, String user, String program, String rest) {
        nextPort++;
        while (!isFree(nextPort)) {
            nextPort++;
        }
        entries.add(new Entry(name, nextPort, datagrams, waits, user, program, rest));
    }

    /**
     * Whether a port is free at all addresses. Ports that the kernel gives to clients would not do: those of clients that are
     * gone stay taken for a minute, for everybody who listens at all addresses.
     */
    private static boolean isFree(int port) {
        try (ServerSocket stream = new ServerSocket(port);
                DatagramSocket datagrams = new DatagramSocket(port)) {
            return stream.isBound() && datagrams.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private int port(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow()
                .port();
    }

    private List<String> command(Server server) throws IOException, InterruptedException {
        Path pid = site.directory().resolve("pid");
        Path file = site.directory().resolve("their.conf");
        boolean asXinetd = server == Server.XINETD || server == Server.IMPORTED_FROM_XINETD;
        StringBuilder text = new StringBuilder(asXinetd ? "defaults\n{\n}\n" : "");
        entries.forEach(entry -> text.append(asXinetd ? entry.xinetd() : entry.inetd()));
        Files.writeString(file, text);
        return switch (server) {
            case INETD_OF_OPENBSD ->
                List.of(packages.program("openbsd-inetd", "usr/sbin/inetd"), "-i", file.toString());
            case INETD_OF_GNU ->
                List.of(
                        packages.program("inetutils-inetd", "usr/sbin/inetutils-inetd"),
                        "-d",
                        "-p" + pid,
                        file.toString());
            case XINETD ->
                List.of(
                        packages.program("xinetd", "usr/sbin/xinetd"),
                        "-dontfork",
                        "-f",
                        file.toString(),
                        "-pidfile",
                        pid.toString());
            case OUR_INETD ->
                List.of(
                        Distribution.HOME.resolve("bin").resolve("inetd").toString(),
                        "-i",
                        "-p",
                        pid.toString(),
                        file.toString());
            case IMPORTED_FROM_XINETD -> {
                Distribution.run("import", "xinetd", "--conf", site.conf().toString(), file.toString())
                        .andWell();
                yield Distribution.command(site.runArguments());
            }
        };
    }
}
