package org.virtuald.host.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import picocli.AutoComplete;
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
        footer = {
            "",
            "Exit status: 0 well, 64 wrong usage, 69 something needed is not available,",
            "70 internal error, 71 the system refused something, 77 no permission,",
            "78 wrong conf."
        })
public final class Main {
    /** Prints what bash completes, of all commands; the build keeps its output. */
    private static final String COMPLETION = "generate-completion";

    private static final List<String> COMMANDS = List.of(
            "run",
            "check",
            "status",
            "services",
            "connections",
            "kill",
            "top",
            "lookup",
            "refusals",
            "failures",
            "log-level",
            "reload",
            "pause",
            "resume",
            "drain",
            "shell",
            "console",
            "demo",
            "root",
            "import",
            COMPLETION);

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
        System.exit(PlainRun.of(arguments)
                .map(Main::run)
                .orElseGet(() ->
                        commandLine(arguments.length == 0 ? "" : arguments[0]).execute(arguments)));
    }

    private static int run(PlainRun run) {
        try {
            return run.run();
        } catch (HostException | InterruptedException | RuntimeException e) {
            return tell(e, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
    }

    /** Runs a command in this process, for whoever reads at the other ends; nothing is a terminal there. */
    static int ask(Path state, List<String> command, PrintWriter out, PrintWriter err) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(1, List.of("--state", state.toString()));
        return commandLine(command.get(0))
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(arguments.toArray(String[]::new));
    }

    /** Each command is made when it is wanted: what picocli looks at in all of them takes longer than a short command does. */
    private static Object command(String name) {
        return switch (name) {
            case "run" -> new RunCommand();
            case "check" -> new CheckCommand();
            case "status" -> new StatusCommand();
            case "services" -> new ServicesCommand();
            case "connections" -> new ConnectionsCommand();
            case "kill" -> new KillCommand();
            case "top" -> new TopCommand();
            case "lookup" -> new LookupCommand();
            case "refusals" -> new RefusalsCommand();
            case "failures" -> new FailuresCommand();
            case "log-level" -> new LogLevelCommand();
            case "reload" -> new ReloadCommand();
            case "pause" -> new ServiceCommands.Pause();
            case "resume" -> new ServiceCommands.Resume();
            case "drain" -> new ServiceCommands.Drain();
            case "shell" -> new ShellCommand();
            case "console" -> new ConsoleCommand();
            case "demo" -> new DemoCommand();
            case "root" -> new RootCommand();
            case "import" -> new ImportCommand();
            case COMPLETION -> new AutoComplete.GenerateCompletion();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /**
     * @param first the first argument: the name of the command that is wanted; all are there where it is none
     */
    static CommandLine commandLine(String first) {
        CommandLine line = new CommandLine(new Main());
        boolean isOne = COMMANDS.contains(first) && !first.equals(COMPLETION);
        List<String> wanted = isOne ? List.of(first) : COMMANDS;
        wanted.forEach(name -> line.addSubcommand(command(name)));
        CommandLine completion = line.getSubcommands().get(COMPLETION);
        if (completion != null) {
            completion.getCommandSpec().usageMessage().hidden(true);
        }
        line.setExitCodeExceptionMapper(Main::status);
        line.setParameterExceptionHandler((error, given) -> {
            CommandLine command = error.getCommandLine();
            command.getErr().println("virtuald: " + error.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
            command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
            return ExitStatus.USAGE.code();
        });
        line.setExecutionExceptionHandler((error, command, parsed) -> tell(error, command.getErr()));
        return line;
    }

    /** Says what has gone wrong, and answers the exit status for it. */
    private static int tell(Throwable error, PrintWriter err) {
        if (error instanceof HostException known) {
            String.valueOf(known.getMessage()).lines().forEach(text -> err.println("virtuald: " + text));
        } else {
            error.printStackTrace(err);
        }
        return status(error);
    }

    private static int status(Throwable error) {
        return (error instanceof HostException known ? known.status() : ExitStatus.SOFTWARE).code();
    }
}
