package org.virtuald.host.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.HostDirectories;
import org.virtuald.host.HostException;

/**
 * {@code virtuald run} with arguments that need no picocli, which takes a tenth of the start: the options by their names,
 * once each, with values that are nothing but paths. All else, what is wrong and {@code --help} among it, is picocli's.
 *
 * @param directories as the options say
 * @param anyOwner whether the distribution may be others' than root's
 */
record PlainRun(HostDirectories directories, boolean anyOwner) {

    /** What the arguments mean; empty when it takes picocli to say. */
    static Optional<PlainRun> of(String... arguments) {
        if (arguments.length == 0 || !arguments[0].equals("run")) {
            return Optional.empty();
        }
        Path conf = null;
        Path state = null;
        boolean anyOwner = false;
        int next = 1;
        while (next < arguments.length) {
            String argument = arguments[next++];
            if (argument.equals("--any-owner") && !anyOwner) {
                anyOwner = true;
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Path value = null;
            if (equals >= 0) {
                value = path(argument.substring(equals + 1));
            } else if (next < arguments.length) {
                value = path(arguments[next++]);
            }
            if (value != null && name.equals("--conf") && conf == null) {
                conf = value;
            } else if (value != null && name.equals("--state") && state == null) {
                state = value;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new PlainRun(new DirectoryOptions(conf, state).all(), anyOwner));
    }

    /** Null for what picocli may take for something else: an option, a file of arguments, a quoted text. */
    private static @Nullable Path path(String value) {
        return value.isEmpty() || "-@\"'".indexOf(value.charAt(0)) >= 0 ? null : Path.of(value);
    }

    /** Runs a host until it ends, and returns the exit status. */
    int run() throws HostException, InterruptedException {
        return RunCommand.run(directories, anyOwner);
    }
}
