package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtuald.shell.ShellClient;
import org.virtuald.shell.wire.Frame;

/** The OSGi shell of a running host, by script and by program. */
@AsRoot
class ShellIT {
    private static final int SESSIONS = 200;
    private static final int MOST_SESSIONS = 32;

    @AutoClose
    private final Site site = new Site();

    private final int port = FreePort.find();
    private Path root = Path.of("");

    ShellIT() throws IOException {}

    @BeforeEach
    void aServiceAndTheBundle() throws Exception {
        root = site.root("one");
        site.service("echo", Reloads.conf(root, "old", "127.0.0.1:" + port));
        install();
    }

    private Path jar() {
        return site.conf().resolve("bundles").resolve("shell.jar");
    }

    private void install() throws IOException {
        Path directory = Files.createDirectories(site.conf().resolve("bundles"));
        Path copy = Files.copy(
                Distribution.HOME.resolve("share").resolve("bundles").resolve("shell.jar"), directory.resolve(".new"));
        Files.move(copy, jar(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path socket() {
        return ShellClient.socketIn(site.state());
    }

    /** Runs lines with {@code virtuald shell -c}. */
    private Outcome shell(String... lines) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("shell", "--state", site.state().toString()));
        for (String line : lines) {
            arguments.add("-c");
            arguments.add(line);
        }
        return Distribution.run(arguments.toArray(String[]::new));
    }

    @Test
    void theBundleSeesOsgiAndTheApiAndNothingElseOfTheHost() throws IOException {
        try (JarFile file = new JarFile(jar().toFile())) {
            var manifest = file.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Import-Package").replaceAll(";[^,]*\"[^\"]*\"", ""))
                    .isEqualTo("jdk.net,org.osgi.framework,org.osgi.framework.startlevel,org.osgi.framework.wiring,"
                            + "org.osgi.util.tracker,org.slf4j,org.virtuald.service");
            assertThat(manifest.getValue("Export-Package")).isNull();
            assertThat(file.getEntry("META-INF/NOTICE")).isNotNull();
        }
    }

    @Test
    void linesAnswerAndFailWithAStatusThatSaysWhy() throws Exception {
        RunningHost host = site.start();

        Outcome listed = shell("lb");
        assertThat(listed.andWell().out()).containsPattern("Active +\\| +1\\|Virtuald service echo");
        assertThat(listed.err()).isEmpty();
        assertThat(shell("x=7", "lb shell | nosuch").status()).isEqualTo(64);
        assertThat(shell("x=7", "$x").andWell().out()).isEqualTo("7\n7\n");
        Outcome unknown = shell("start nosuch", "help stop");
        assertThat(unknown.status()).isEqualTo(69);
        assertThat(unknown.err()).isEqualTo("no bundle nosuch; lb -s lists numbers and symbolic names\n");
        assertThat(unknown.out()).contains("stays stopped until it is started");
        assertThat(shell("nosuch").err()).isEqualTo("no command nosuch; help lists them\n");
        assertThat(shell("(".repeat(50_000)).status()).isEqualTo(64);
        assertThat(host.log().await("INFO shell: root: lb$")).isNotEmpty();
    }

    @Test
    void theHostsCommandsDoAndAnswerWhatTheCommandLineDoes() throws Exception {
        RunningHost host = site.start();
        assertThat(shell("virtuald:pause echo").andWell().out()).isEmpty();
        try (Client client = Client.to("127.0.0.1", port)) {
            Await.until("one client in the queue", () -> Reloads.waiting(port) == 1);
            assertThat(host.programs()).isEmpty();
            shell("virtuald:resume echo").andWell();
            assertThat(client.rest()).isEqualTo("old\n");
        }
        shell("drain echo", "resume echo").andWell();
        assertThat(shell("status").andWell().out()).contains("1 service: 1 active", "\necho ", "127.0.0.1:" + port);
        assertThat(shell("services --json").andWell().out()).contains("\"name\":\"echo\"");
        assertThat(shell("lookup echo 127.0.0.1").andWell().out())
                .isEqualTo(Distribution.run("lookup", "--state", site.state().toString(), "echo", "127.0.0.1")
                        .andWell()
                        .out());
        Outcome mistaken = shell("kill 4711");
        assertThat(mistaken.status()).isEqualTo(69);
        assertThat(mistaken.err()).contains("there is no connection 4711");
        shell("logLevel echo debug").andWell();
        assertThat(shell("logLevel echo").andWell().out()).contains("debug");
        Outcome unknown = shell("pause nosuch");
        assertThat(unknown.status()).isEqualTo(69);
        assertThat("virtuald: " + unknown.err())
                .isEqualTo(Distribution.run("pause", "--state", site.state().toString(), "nosuch")
                        .err());

        site.service("bad", "exec = 5");
        Outcome byShell = shell("reload");
        Outcome byCommand = Distribution.run("reload", "--state", site.state().toString());
        assertThat(byShell).isEqualTo(byCommand);
        assertThat(byShell.status()).isEqualTo(78);
        assertThat(byShell.out()).isEqualTo("unchanged: echo\nrefused: bad\n");
    }

    @Test
    void aServiceThatWasStoppedStaysStoppedUntilItIsStarted() throws Exception {
        site.start();
        shell("stop echo").andWell();
        assertThat(Reloads.listening(port)).isEmpty();

        assertThat(shell("reload").andWell().out()).isEqualTo("stopped: echo\n");
        assertThat(Reloads.reload(site).getStringList("stopped")).containsExactly("echo");
        assertThat(Reloads.listening(port)).isEmpty();
        assertThat(shell("lb").out()).containsPattern("Resolved +\\| +1\\|Virtuald service echo");

        Reloads.put(site.serviceFile("echo"), Reloads.conf(root, "new", "127.0.0.1:" + port));
        assertThat(shell("reload").andWell().out()).isEqualTo("stopped: echo\n");
        assertThat(Reloads.listening(port)).isEmpty();

        shell("start echo").andWell();
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("new\n");
        assertThat(shell("update echo").andWell().out()).isEqualTo("unchanged: echo\n");
    }

    @Test
    void aReloadBringsBackWhatWasUninstalledAndWhatCouldNotStart() throws Exception {
        site.start();
        shell("uninstall echo").andWell();
        assertThat(Reloads.listening(port)).isEmpty();
        assertThat(shell("reload").andWell().out()).isEqualTo("added: echo\n");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("old\n");

        shell("stop echo").andWell();
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            Outcome failed = shell("start echo");
            assertThat(failed.status()).isEqualTo(69);
            assertThat(failed.err()).contains("bind 127.0.0.1:" + port + ": EADDRINUSE");
            assertThat(shell("reload").andWell().out()).isEqualTo("waiting: echo\n");
        }
        Await.until("the service is tried again", () -> !Reloads.listening(port).isEmpty());
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("old\n");
    }

    @Test
    void linesComeFromStdinWhenItIsNoTerminal() throws Exception {
        site.start();
        Path lines = Files.writeString(site.directory().resolve("lines"), "stop echo\n\nnosuch\nlb -s echo\n");

        Outcome outcome = Outcome.of(List.of(
                "sh",
                "-c",
                String.join(
                                " ",
                                Distribution.command(
                                        "shell", "--state", site.state().toString())) + " < " + lines));

        assertThat(outcome.status()).isEqualTo(64);
        assertThat(outcome.out()).containsPattern("Resolved .*virtuald.service.echo");
        assertThat(outcome.err()).isEqualTo("no command nosuch; help lists them\n");
    }

    @Test
    void withoutAHostOrWithoutTheBundleTheClientSaysWhatIsMissing() throws Exception {
        Files.delete(jar());
        Outcome noHost = shell("lb");
        assertThat(noHost.status()).isEqualTo(69);
        assertThat(noHost.err()).contains("no host answers in " + site.state());

        RunningHost host = site.start();
        Outcome noShell = shell("lb");
        assertThat(noShell.status()).isEqualTo(69);
        assertThat(noShell.err())
                .contains("has no shell; to install it: cp " + Distribution.HOME.resolve("share/bundles/shell.jar"));

        install();
        Reloads.reload(site);
        shell("lb").andWell();
        Files.delete(jar());
        Reloads.reload(site);
        host.log().await("bundle org.virtuald.bundles.shell .* removed");
        assertThat(socket()).doesNotExist();
        assertThat(shell("lb").status()).isEqualTo(69);
    }

    @Test
    void aReplacedBundleEndsSessionsAndServesNewOnes() throws Exception {
        RunningHost host = site.start();
        try (ShellClient before = ShellClient.connect(socket());
                ShellClient asking = ShellClient.connect(socket())) {
            Path again = Files.copy(jar(), jar().resolveSibling(".again"));
            Files.move(again, jar(), StandardCopyOption.ATOMIC_MOVE);
            // the line that has the bundle replaced ends with it, if the host has not seen the jar before
            assertThatThrownBy(() -> run(asking, "reload")).isInstanceOf(UncheckedIOException.class);
            host.log().await("bundle org.virtuald.bundles.shell .* started", 2);
            assertThatThrownBy(() -> run(before, "lb")).isInstanceOf(UncheckedIOException.class);
        }
        shell("lb").andWell();
        Outcome itself = shell("stop org.virtuald.bundles.shell");
        assertThat(itself.status()).isEqualTo(69);
        assertThat(socket()).doesNotExist();
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("old\n");
    }

    @Test
    void theSocketIsForRootAndTheHostsUser() throws Exception {
        RunningHost host = site.start();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-------");
        assertThat(Files.getOwner(socket())).isEqualTo(Files.getOwner(site.state()));

        // with the way open the kernel's word about the peer is what counts
        Files.setPosixFilePermissions(site.state(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
        List<String> stranger = new ArrayList<>(List.of("setpriv", "--reuid=1", "--regid=1", "--clear-groups"));
        stranger.addAll(Distribution.command("shell", "--state", site.state().toString(), "-c", "lb"));
        Outcome refused = Outcome.of(stranger);
        assertThat(refused.status()).isEqualTo(69);
        assertThat(refused.err()).contains("only root and the host's user may use the shell");
        assertThat(host.log().await("WARN shell: refused user")).contains("daemon");
    }

    @Test
    void sessionsComeAndGoWithoutATrace() throws Exception {
        RunningHost host = site.start();
        for (int i = 0; i < MOST_SESSIONS; i++) {
            session();
        }
        int threads = threads(host);
        int descriptors = host.proc().descriptors();

        for (int i = 0; i < SESSIONS; i++) {
            session();
        }

        Await.until("as many threads as before", () -> threads(host) <= threads);
        Await.until("as many descriptors as before", () -> host.proc().descriptors() <= descriptors);
    }

    private void session() throws IOException {
        try (ShellClient client = ShellClient.connect(socket())) {
            assertThat(run(client, "lb")).contains("System Bundle");
        }
    }

    private static int threads(RunningHost host) throws IOException {
        return Integer.parseInt(host.proc().status("Threads"));
    }

    @Test
    void clientsThatAreSilentOrFloodOrLeaveHarmNobody() throws Exception {
        site.start();
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_SESSIONS; i++) {
                silent.add(raw());
            }
            assertThatThrownBy(() -> ShellClient.connect(socket()))
                    .hasMessage("there are " + MOST_SESSIONS + " sessions already");
            // those that say nothing lose their places
            for (SocketChannel one : silent) {
                assertThat(one.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        } finally {
            for (SocketChannel one : silent) {
                one.close();
            }
        }
        try (SocketChannel other = raw()) {
            other.write(StandardCharsets.US_ASCII.encode("GET / HTTP/1.0\r\n\r\n"));
            assertThat(other.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        try (SocketChannel flooding = raw()) {
            flooding.write(Frame.of(Frame.Kind.HELLO, Frame.VERSION).bytes());
            assertThatThrownBy(() -> {
                        while (true) {
                            flooding.write(Frame.of(Frame.Kind.RUN, "headers").bytes());
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        session();
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("old\n");
    }

    private SocketChannel raw() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    @Test
    void aLineEndsWithItsClientAndByInterrupt() throws Exception {
        site.service("echo", """
            listen = ["127.0.0.1:%d"]
            exec   = ["cat"]
            roots  = ["default %s"]
            user   = "nobody"
            """.formatted(port, root));
        RunningHost host = site.start();
        try (Client held = Client.to("127.0.0.1", port)) {
            assertThat(held.exchange("one")).isEqualTo("one");
            try (ShellClient client = ShellClient.connect(socket())) {
                CompletableFuture<String> drained = CompletableFuture.supplyAsync(() -> run(client, "drain echo"));
                awaitDraining(host, true);
                client.interrupt();
                assertThat(drained.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo("interrupted\n130");
                // the session goes on
                assertThat(run(client, "resume echo")).isEqualTo("0");
            }
            try (SocketChannel leaving = raw()) {
                leaving.write(Frame.of(Frame.Kind.HELLO, Frame.VERSION).bytes());
                leaving.write(Frame.of(Frame.Kind.RUN, "drain echo").bytes());
                awaitDraining(host, true);
            }
            awaitDraining(host, false);
        }
    }

    /** Gogo names a thread after the command that it runs. */
    private static void awaitDraining(RunningHost host, boolean draining) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(host.proc().pid()), "task");
        Await.until(draining ? "a line drains" : "no line drains", () -> {
            try (var threads = Files.newDirectoryStream(tasks)) {
                for (Path thread : threads) {
                    if (name(thread).startsWith("pipe-drain")) {
                        return draining;
                    }
                }
                return !draining;
            }
        });
    }

    private static String name(Path thread) throws IOException {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (NoSuchFileException e) {
            return ""; // it has ended since it was listed
        }
    }

    /** What a line writes, and its status behind that. */
    private static String run(ShellClient client, String line) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            int status = client.run(line, output, output);
            return output.toString(StandardCharsets.UTF_8) + status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void wordsAreCompletedByTheHost() throws Exception {
        site.start();
        try (ShellClient client = ShellClient.connect(socket())) {
            assertThat(client.complete("virtuald:")).contains("virtuald:drain", "virtuald:pause", "virtuald:reload");
            assertThat(client.complete("unin")).containsExactly("uninstall");
            assertThat(client.complete("pause ")).containsExactly("echo");
            assertThat(client.complete("lb; felix:stop e")).containsExactly("echo");
            assertThat(client.complete("stop org.virt")).containsExactly("org.virtuald.bundles.shell");
            assertThat(client.complete("lb ")).isEmpty();
        }
    }

    @Test
    void onATerminalLinesAreEditedCompletedAndRemembered() throws Exception {
        site.start();
        try (Terminal terminal = new Terminal()) {
            terminal.await("virtuald> ");
            terminal.type("virtuald:pau\te\t");
            terminal.await("virtuald:pause echo");
            terminal.type("\r");
            terminal.await("virtuald> ");
            terminal.type("lx\u007fb\r");
            terminal.await("Virtuald service echo");
            terminal.await("virtuald> ");
            terminal.type("garbage\u0003");
            terminal.await("virtuald> ");
            terminal.type("\u0004");
            assertThat(terminal.end()).isZero();
        }
        Path history = site.directory().resolve("state-of-user/virtuald/history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(history)).contains(":virtuald:pause echo\n").contains(":lb\n");

        try (Terminal terminal = new Terminal()) {
            terminal.await("virtuald> ");
            terminal.type("\u0010\u0010");
            terminal.await("virtuald:pause echo");
            terminal.type("\u0001\u000bresume echo\r");
            terminal.await("virtuald> ");
            terminal.type("exit\r");
            assertThat(terminal.end()).isZero();
        }
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("old\n");
    }

    /** {@code virtuald shell} on a terminal of its own, script(1). */
    private final class Terminal implements AutoCloseable {
        private final Process process;
        private final StringBuilder screen = new StringBuilder(); // guarded by this

        Terminal() throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    "script",
                    "-qec",
                    // a shell that stays between, as dash does, would end by the Ctrl-C that is typed
                    "exec "
                            + String.join(
                                    " ",
                                    Distribution.command(
                                            "shell", "--state", site.state().toString())),
                    "/dev/null");
            builder.environment()
                    .put(
                            "XDG_STATE_HOME",
                            site.directory().resolve("state-of-user").toString());
            builder.environment().put("TERM", "xterm");
            process = builder.redirectErrorStream(true).start();
            Thread reader = new Thread(this::read, "terminal");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            byte[] bytes = new byte[4096];
            try {
                for (int n = process.getInputStream().read(bytes);
                        n >= 0;
                        n = process.getInputStream().read(bytes)) {
                    synchronized (this) {
                        screen.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
                    }
                }
            } catch (IOException e) {
                // it has ended
            }
        }

        void type(String keys) throws IOException {
            OutputStream keyboard = process.getOutputStream();
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        }

        /** Waits until the text has appeared, and forgets everything up to it. */
        void await(String text) throws IOException {
            Await.until(text + " on the screen:\n" + screen(), () -> {
                synchronized (this) {
                    int at = screen.indexOf(text);
                    if (at >= 0) {
                        screen.delete(0, at + text.length());
                    }
                    return at >= 0;
                }
            });
        }

        private synchronized String screen() {
            return screen.toString();
        }

        int end() throws InterruptedException {
            assertThat(process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .as("the shell ends")
                    .isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
