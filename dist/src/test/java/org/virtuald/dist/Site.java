package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A temporary directory with a conf, a state and roots, and the hosts that were started on it. Closing removes all. */
final class Site implements AutoCloseable {
    private final Path directory;
    private final Deque<RunningHost> hosts = new ArrayDeque<>();

    Site() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "virtuald-it-");
        // the host and the programs are ordinary users, and have to reach what is theirs
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(conf().resolve("services"));
        Files.createDirectories(conf().resolve("roots"));
    }

    Path directory() {
        return directory;
    }

    Path conf() {
        return directory.resolve("conf");
    }

    Path state() {
        return directory.resolve("state");
    }

    /** Makes a root with a shell and a few programs, whose file {@code /name} holds its name. */
    Path root(String name) throws IOException, InterruptedException {
        return TestRoots.make(directory.resolve(name), name);
    }

    /** {@code services/NAME.conf}. */
    Path serviceFile(String name) {
        return conf().resolve("services").resolve(name + ".conf");
    }

    /** Writes {@code services/NAME.conf}; a host that runs sees all of it or nothing. */
    Path service(String name, String text) throws IOException {
        Path written = Files.writeString(conf().resolve("services").resolve(name + ".new"), text);
        return Files.move(written, serviceFile(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a service that needs no more than a program and a root for all addresses, on a port of the kernel's choice. */
    Path service(String name, Path root, String... exec) throws IOException {
        return service(name, serviceText(root, exec));
    }

    /** The conf of such a service. */
    static String serviceText(Path root, String... exec) {
        return """
                listen = ["127.0.0.1:0"]
                exec   = [%s]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(quoted(exec), root);
    }

    /** Strings as they stand in a list of a conf file. */
    static String quoted(String... texts) {
        List<String> quoted = new ArrayList<>();
        for (String text : texts) {
            quoted.add("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"");
        }
        return String.join(", ", quoted);
    }

    /** The arguments that start a host here. */
    String[] runArguments() {
        return new String[] {"run", "--conf", conf().toString(), "--state", state().toString()};
    }

    /** Starts a host and waits until it is ready. */
    RunningHost start() throws IOException, InterruptedException {
        return begin().awaitReady();
    }

    /**
     * Starts a host and does not wait for it.
     *
     * @param before a command that runs the command that follows it
     */
    RunningHost begin(String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(Distribution.command(runArguments()));
        RunningHost host = RunningHost.begin(command);
        hosts.push(host);
        return host;
    }

    /** Starts a host under a service manager and does not wait for it. */
    RunningHost begin(StubServiceManager manager, String... environment) throws IOException {
        RunningHost host = RunningHost.of(manager.start(Distribution.command(runArguments()), environment));
        hosts.push(host);
        return host;
    }

    /** Ends the hosts and leaves the files. */
    void endHosts() {
        while (!hosts.isEmpty()) {
            hosts.pop().close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            endHosts();
        } finally {
            FileTree.delete(directory);
        }
    }
}
