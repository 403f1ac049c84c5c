package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.util.Optional;
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

/** {@code virtuald connections}: who is connected now. */
@Command(
        name = "connections",
        mixinStandardHelpOptions = true,
        description = "List the connections of the running host, of one service or of all, the oldest first.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class ConnectionsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only those of this service.")
    private @Nullable String service;

    @Override
    public Integer call() throws HostException {
        PrintWriter out = spec.commandLine().getOut();
        Config answer = Asking.of(options.state(), new ControlRequest("connections", Optional.ofNullable(service)));
        if (json.isWanted()) {
            json.print(answer, out);
        } else {
            StatusText.connections(answer, Terminal.of(spec)).forEach(out::println);
        }
        return ExitStatus.OK.code();
    }
}
