package org.virtuald.host.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlClient;
import org.virtuald.shell.InteractiveShell;
import org.virtuald.shell.ShellClient;

/** Takes lines from the command line, from stdin or from a terminal to the shell of a host. */
final class ShellLines {
    private final DirectoryOptions directories;

    ShellLines(DirectoryOptions directories) {
        this.directories = directories;
    }

    /**
     * Runs lines.
     *
     * @param lines those of the command line; without any, those that come on stdin
     * @return 0, or the status of the first that failed
     */
    int run(List<String> lines) throws HostException {
        try (ShellClient client = connect()) {
            if (!lines.isEmpty()) {
                return runAll(client, lines.stream());
            }
            if (Terminal.isOn(0) && Terminal.isOn(1)) {
                InteractiveShell.run(client, history());
                return ExitStatus.OK.code();
            }
            BufferedReader stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            return runAll(client, stdin.lines().map(String::strip).filter(line -> !line.isEmpty()));
        } catch (IOException e) {
            throw new HostException(ExitStatus.UNAVAILABLE, "the shell: " + e.getMessage());
        }
    }

    private ShellClient connect() throws IOException, HostException {
        Path state = directories.state();
        try {
            return ShellClient.connect(ShellClient.socketIn(state));
        } catch (ShellClient.UnreachableException e) {
            if (!ControlClient.isAnswered(state)) {
                throw Asking.noHost(state, e);
            }
            throw new HostException(
                    ExitStatus.UNAVAILABLE,
                    "the host runs, but has no shell; to install it: cp "
                            + DirectoryOptions.home().resolve("share/bundles/shell.jar") + " CONF/bundles/"
                            + ", where CONF is the host's conf directory");
        }
    }

    private static int runAll(ShellClient client, Stream<String> lines) throws IOException {
        int first = ExitStatus.OK.code();
        for (String line : (Iterable<String>) lines::iterator) {
            int status = client.run(line, System.out, System.err);
            first = first == ExitStatus.OK.code() ? status : first;
        }
        return first;
    }

    /** Where the XDG base directory specification wants what a program keeps from run to run. */
    private static Path history() {
        String state = System.getenv("XDG_STATE_HOME");
        String home = System.getenv("HOME");
        Path base = state != null && state.startsWith("/")
                ? Path.of(state)
                : Path.of(home == null ? System.getProperty("user.home", "/") : home, ".local", "state");
        return base.resolve("virtuald").resolve("history");
    }
}
