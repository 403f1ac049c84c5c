package org.virtuald.host.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.posix.UserNamespace;
import org.virtuald.root.RootBuilder;
import org.virtuald.root.RootException;

/** The parts of the demonstration: a temporary directory with conf and two roots, and a host of its own that serves them. */
final class Demonstration implements AutoCloseable {
    /** The local addresses, each with its own root. */
    static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2");

    private static final long NOBODY = 65534;
    private static final int ANSWER_MILLIS = 10_000;
    private static final long STOP_SECONDS = 10;

    private final Path directory;
    private final int port;
    private final PrintWriter out;
    private @Nullable Process host;

    private Demonstration(Path directory, int port, PrintWriter out) {
        this.directory = directory;
        this.port = port;
        this.out = out;
    }

    /** Makes the directory with all that is in it. */
    static Demonstration prepare(PrintWriter out) throws IOException, HostException {
        // others may enter it: the host and the programs are ordinary users
        Path directory = Files.createTempDirectory(
                "virtuald-demo-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Demonstration demonstration = new Demonstration(directory, freePort(), out);
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            demonstration.fill();
            return demonstration;
        } catch (IOException | HostException | RuntimeException e) {
            demonstration.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(ADDRESSES.get(0)))) {
            return probe.getLocalPort();
        }
    }

    private void fill() throws IOException, HostException {
        StringBuilder table = new StringBuilder();
        for (String address : ADDRESSES) {
            Path root = directory.resolve("roots").resolve(address);
            out.println("Building a root for " + address + ": " + root);
            try {
                new RootBuilder(root, false, line -> {}).build(List.of("sh", "cat"));
            } catch (RootException e) {
                throw new HostException(ExitStatus.OS_ERROR, String.valueOf(e.getMessage()));
            }
            Files.writeString(root.resolve("hello"), greeting(address));
            table.append("    \"").append(address).append(' ').append(root).append("\"\n");
        }
        // in a namespace that an ordinary user made there is nobody else than its root
        String user = UserNamespace.hasUser(NOBODY) ? "nobody" : "root";
        Path services = Files.createDirectories(conf().resolve("services"));
        Files.writeString(services.resolve("hello.conf"), """
                listen = ["%s:%d", "%s:%d"]
                exec   = ["sh", "-c", "cat /hello; echo You reached $TCPLOCALIP from $TCPREMOTEIP. All there is here: /*"]
                roots  = [
                %s]
                user   = "%s"
                verbose = true
                """.formatted(
                        ADDRESSES.get(0), port, ADDRESSES.get(1), port, table, user));
    }

    /** What the file {@code hello} in the root of an address says; the answer begins with it. */
    static String greeting(String address) {
        return "This file is /hello in the root of " + address + ".\n";
    }

    /** The conf directory. */
    Path conf() {
        return directory.resolve("conf");
    }

    /** The port on both addresses. */
    int port() {
        return port;
    }

    /** Starts a host and returns when it is ready; its log goes on to be shown. */
    void serve() throws IOException, HostException {
        ProcessBuilder builder = new ProcessBuilder(
                DirectoryOptions.home().resolve("bin").resolve("virtuald").toString(),
                "run",
                "--any-owner", // it is tried where it was built
                "--conf",
                conf().toString(),
                "--state",
                directory.resolve("state").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectErrorStream(true);
        Process started = builder.start();
        host = started;
        BufferedReader log =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            show(line);
            if (line.contains(" virtuald: ready ")) {
                Thread rest = new Thread(() -> showRest(log), "log");
                rest.setDaemon(true);
                rest.start();
                return;
            }
        }
        throw new HostException(ExitStatus.SOFTWARE, "the host did not become ready; its log is above");
    }

    private void showRest(BufferedReader log) {
        try {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                show(line);
            }
        } catch (IOException e) {
            // the host has ended and its pipe was closed
        }
    }

    private void show(String line) {
        out.println("  | " + line);
        out.flush();
    }

    /** Connects to an address and reads all that it answers. */
    String ask(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Waits until the host has ended, and answers its exit status. */
    int awaitEnd() throws InterruptedException {
        Process running = host;
        return running == null ? ExitStatus.OK.code() : running.waitFor();
    }

    /** Ends the host and removes everything. */
    @Override
    public synchronized void close() {
        Process running = host;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            host = null;
        }
        try {
            remove(directory);
        } catch (IOException e) {
            out.println("virtuald: cannot remove " + directory + ": " + e);
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
