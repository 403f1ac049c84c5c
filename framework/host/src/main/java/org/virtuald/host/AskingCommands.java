package org.virtuald.host;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** The commands of the command line that ask a running host. */
@FunctionalInterface
public interface AskingCommands {

    /**
     * Runs one. It asks on the control socket, as from another process.
     *
     * @param state the host's state directory
     * @param command its name, and its arguments
     * @return the exit status
     */
    int run(Path state, List<String> command, PrintWriter out, PrintWriter err);
}
