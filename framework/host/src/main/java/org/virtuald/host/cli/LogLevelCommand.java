package org.virtuald.host.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virtuald log-level}: how much the log says, now. */
@Command(
        name = "log-level",
        mixinStandardHelpOptions = true,
        description = {
            "Show or set how much the running host's log says, until it ends.",
            "Without LEVEL, show the level of LOGGER, or of all that have one of their own."
        },
        footer = {"", "Exit status: 0, or 69 when there is no such level, or no host answers."})
final class LogLevelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "LOGGER",
            description = "A service; virtuald for the host itself; all for whatever has no level of its own.")
    private @Nullable String logger;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "LEVEL",
            description = "error, warn, info, debug, trace; default for that of all.")
    private @Nullable String level;

    @Override
    public Integer call() throws HostException {
        ControlRequest request = new ControlRequest("log-level");
        request = logger == null ? request : request.with("logger", logger);
        request = level == null ? request : request.with("level", level);
        Config answer = Asking.of(options.state(), request);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            json.print(answer, out);
        } else {
            Map<String, ConfigValue> levels = new TreeMap<>(answer.getObject("levels"));
            levels.forEach((name, value) -> out.println(name + " " + value.unwrapped()));
        }
        return ExitStatus.OK.code();
    }
}
