package org.virtuald.host.cli;

import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code virtuald}. */
@Command(
        name = "virtuald",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A super-server that answers every connection from the root of its local address.",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            ServicesCommand.class,
            ConnectionsCommand.class,
            KillCommand.class,
            TopCommand.class,
            LookupCommand.class,
            RefusalsCommand.class,
            LogLevelCommand.class,
            ReloadCommand.class,
            ServiceCommands.Pause.class,
            ServiceCommands.Resume.class,
            ServiceCommands.Drain.class,
            ShellCommand.class,
            DemoCommand.class,
            RootCommand.class,
            ImportCommand.class
        },
        footer = {
            "",
            "Exit status: 0 well, 64 wrong usage, 69 something needed is not available,",
            "70 internal error, 71 the system refused something, 77 no permission,",
            "78 wrong conf."
        })
public final class Main {

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"virtuald " + (version == null ? "(development)" : version)};
        }
    }

    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    private static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExitCodeExceptionMapper(Main::status);
        line.setParameterExceptionHandler((error, given) -> {
            CommandLine command = error.getCommandLine();
            command.getErr().println("virtuald: " + error.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return ExitStatus.USAGE.code();
        });
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            if (error instanceof HostException known) {
                String.valueOf(known.getMessage())
                        .lines()
                        .forEach(text -> command.getErr().println("virtuald: " + text));
            } else {
                error.printStackTrace(command.getErr());
            }
            return status(error);
        });
        return line;
    }

    private static int status(Throwable error) {
        return (error instanceof HostException known ? known.status() : ExitStatus.SOFTWARE).code();
    }
}
