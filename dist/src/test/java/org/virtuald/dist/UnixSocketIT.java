package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.UnixDatagrams;
import org.virtuald.posix.UnixSocket;

/** Services that are reached through sockets of the Unix family. */
@AsRoot
class UnixSocketIT {

    @AutoClose
    private final Site site = new Site();

    private final Path root = Probe.listener(site.root("one"));
    private final Path file = site.directory().resolve("x.sock");

    UnixSocketIT() throws IOException, InterruptedException {}

    private void serve(String endpoint, String exec, String settings) throws IOException {
        site.service("service", """
                listen  = ["%s"]
                exec    = [%s]
                roots   = ["default %s"]
                user    = "nobody"
                verbose = true
                %s
                """.formatted(endpoint, exec, root, settings));
    }

    private static String rest(SocketChannel client) throws IOException {
        return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
    }

    private Probe ask() throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return Probe.of(rest(client));
        }
    }

    @Test
    void aConnectionHasAProgramThatKnowsItsPeersProcess() throws Exception {
        serve("unix:" + file, "listener, 1", "");
        RunningHost host = site.start();

        Probe probe = ask();

        assertThat(host.ready()).contains("service on unix:" + file);
        assertThat(probe.value("root")).isEqualTo("one");
        assertThat(probe.value("PROTO")).isEqualTo("UNIX");
        assertThat(probe.value("UNIXLOCALPATH")).isEqualTo(file.toString());
        assertThat(probe.value("UNIXREMOTEPID"))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(probe.value("UNIXREMOTEEUID")).isEqualTo("0");
        assertThat(probe.value("UNIXREMOTEEGID")).isEqualTo("0");
        assertThat(probe.value("REMOTE_HOST")).isEqualTo("absent");
        host.log()
                .await("pid " + ProcessHandle.current().pid() + " of uid 0 -> " + file + " in root " + root + ", pid");
    }

    @Test
    void itsFileIsWhatTheConfSays() throws Exception {
        serve("unix:" + file, "listener, 1", "socket-mode = 620\nsocket-owner = \"nobody:mail\"");
        site.start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw--w----");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(65534);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(8);
    }

    @Test
    void everybodyMayConnectWhereTheConfSaysNothing() throws Exception {
        serve("unix:" + file, "listener, 1", "");
        site.start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-rw-");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
    }

    @Test
    void anOwnerWhoDoesNotExistIsAnErrorWithItsLine() throws Exception {
        serve("unix:" + file, "listener, 1", "socket-owner = nosuchuser");

        site.begin().log().await("service.conf:6: socket-owner: no user \"nosuchuser\" on this machine");
    }

    @Test
    void aFileThatASocketHasLeftBehindIsReplaced() throws Exception {
        UnixSocket.bind(file.toString(), false).close();
        assertThat(file).exists();
        serve("unix:" + file, "listener, 1", "");
        site.start();

        assertThat(ask().value("root")).isEqualTo("one");
    }

    @Test
    void aFileAtWhichSomebodyListensIsLeftAlone() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(file));
            serve("unix:" + file, "listener, 1", "");
            RunningHost host = site.begin();

            host.log().await("bind unix:" + file + ": EADDRINUSE");
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
                assertThat(other.accept()).isNotNull();
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Files.writeString(file, "precious");
        serve("unix:" + file, "listener, 1", "");

        site.begin().log().await("bind unix:" + file + ": EADDRINUSE");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aFolderThatOthersCanWriteToIsRefused() throws Exception {
        Path folder = Files.createDirectory(site.directory().resolve("open"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        serve("unix:" + folder.resolve("x.sock"), "listener, 1", "");

        site.begin().log().await("bind unix:.*open is writable by group root and everyone .*: EACCES");
    }

    @Test
    void itsFileGoesWithTheService() throws Exception {
        serve("unix:" + file, "listener, 1", "");
        RunningHost host = site.start();
        assertThat(file).exists();

        Files.delete(site.serviceFile("service"));
        host.log().await("reloaded: 0 added, 0 changed, 1 removed");

        assertThat(file).doesNotExist();
    }

    @Test
    void itsFileGoesWithTheHost() throws Exception {
        serve("unix:" + file, "listener, 1", "");
        RunningHost host = site.start();

        host.signal("TERM");
        host.awaitExit();

        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatIsAnothersByNowStays() throws Exception {
        serve("unix:" + file, "listener, 1", "");
        RunningHost host = site.start();
        Files.delete(file);
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(file));
            host.signal("TERM");
            host.awaitExit();

            assertThat(file).exists();
        }
    }

    @Test
    void aProgramCanHaveTheListeningSocket() throws Exception {
        serve("unix:" + file, "listener, 2", "wait = true\npass = listen-fds");
        site.start();

        Probe first = ask();

        assertThat(first.value("socket")).isEqualTo("3");
        assertThat(first.value("UNIXLOCALPATH")).isEqualTo(file.toString());
        assertThat(ask().value("pid")).isEqualTo(first.value("pid"));
        assertThat(ask().value("pid")).isNotEqualTo(first.value("pid"));
    }

    @Test
    void aProgramTakesDatagrams() throws Exception {
        serve("unix-dgram:" + file, "sh, -c, \"exec cat >&2\"", "wait = true\nstderr = log");
        RunningHost host = site.start();

        send(file.toString(), "hello\n");
        host.log().await("INFO service: unix-dgram:" + file + ": hello");
        send(file.toString(), "again\n");
        host.log().await("INFO service: unix-dgram:" + file + ": again");
        assertThat(host.programs()).hasSize(1);
    }

    @Test
    void anAbstractNameNeedsNoFile() throws Exception {
        String name = "@virtuald-" + UUID.randomUUID();
        serve("unix-dgram:" + name, "sh, -c, \"exec cat >&2\"", "wait = true\nstderr = log");
        RunningHost host = site.start();

        send(name, "hello\n");

        host.log().await("INFO service: unix-dgram:" + name + ": hello");
    }

    private static void send(String address, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Descriptor socket = UnixDatagrams.connect(address, Await.DEADLINE)) {
            new MessageSender(socket, bytes.length, 1).send(payload -> payload.put(bytes));
        }
    }

    @Test
    void connectionsWaitWhileNoHostRuns() throws Exception {
        serve("unix:" + file, "listener, 1", "");
        try (StubServiceManager manager =
                StubServiceManager.at(site.directory().resolve("notify").toString())) {
            RunningHost first = site.begin(manager).awaitReady();
            first.signal("TERM");
            first.awaitExit();
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
                site.begin(manager).awaitReady();
                assertThat(Probe.of(rest(client)).value("root")).isEqualTo("one");
            }
        }
    }

    @Test
    void itsSocketStaysWhileTheConfChanges() throws Exception {
        serve("unix:" + file, "listener, 1", "env { VERSION = 1 }");
        RunningHost host = site.start();
        assertThat(ask().value("VERSION")).isEqualTo("1");
        Object inode = Files.getAttribute(file, "unix:ino");

        serve("unix:" + file, "listener, 1", "env { VERSION = 2 }");
        host.log().await("reloaded: 0 added, 1 changed");

        assertThat(ask().value("VERSION")).isEqualTo("2");
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
    }
}
