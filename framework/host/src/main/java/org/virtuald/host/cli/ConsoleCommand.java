package org.virtuald.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code virtuald console}: where the web console of the running host is, and what lets one in. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = {
            "Print the address of the running host's web console, whose bundle \"console\" must be installed.",
            "It ends in the token: whoever has it can see and steer the host."
        },
        footer = {"", "Exit status: 0, 69 no host, or no console in it, 77 the token may not be read."})
final class ConsoleCommand implements Callable<Integer> {
    /** Where the bundle leaves the address and the token, as long as it runs. */
    private static final String ADDRESS = "console.url";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Override
    public Integer call() throws HostException {
        Path file = options.state().resolve(ADDRESS);
        try {
            String address = Files.readString(file).strip();
            requireHost();
            spec.commandLine().getOut().println(address);
            return ExitStatus.OK.code();
        } catch (NoSuchFileException e) {
            requireHost();
            throw new HostException(
                    ExitStatus.UNAVAILABLE,
                    "the host runs, but has no console; to install it: cp "
                            + DirectoryOptions.home().resolve("share/bundles/console.jar") + " CONF/bundles/"
                            + ", where CONF is the host's conf directory");
        } catch (IOException e) {
            throw new HostException(
                    ExitStatus.NO_PERMISSION,
                    "cannot read " + file + " (" + e.getClass().getSimpleName() + "); root and the host's user may");
        }
    }

    /** The file of a host that was killed is still there. */
    private void requireHost() throws HostException {
        if (!ControlClient.isAnswered(options.state())) {
            throw new HostException(
                    ExitStatus.UNAVAILABLE,
                    "no host answers in " + options.state() + "; is one running, and with this --state?");
        }
    }
}
