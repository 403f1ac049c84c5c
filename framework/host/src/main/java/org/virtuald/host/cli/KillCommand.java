package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virtuald kill}: ends connections. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = {
            "End connections of the running host.",
            "Their programs' process groups get SIGTERM, and SIGKILL five seconds later; a",
            "connection that the service of a bundle has is closed."
        },
        footer = {"", "Exit status: 0 when all could be asked to end, 69 when one could not, or no host answers."})
final class KillCommand implements Callable<Integer> {

    /** Which; exactly one of the two is there. */
    static final class Which {
        @Parameters(
                arity = "1..*",
                paramLabel = "ID",
                description = "Numbers of connections, from virtuald connections.")
        private @Nullable List<Long> ids;

        @Option(names = "--service", paramLabel = "SERVICE", description = "All connections of this service.")
        private @Nullable String service;
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Override
    public Integer call() throws HostException {
        ControlRequest request = new ControlRequest("kill");
        Config answer = Asking.of(
                options.state(),
                which.service != null
                        ? request.with("service", which.service)
                        : request.with("connections", which.ids == null ? List.of() : which.ids));
        PrintWriter out = spec.commandLine().getOut();
        List<Long> waiting = answer.getLongList("waiting");
        List<Long> unknown = answer.getLongList("unknown");
        if (json.isWanted()) {
            json.print(answer, out);
        } else {
            out.println(Words.count(answer.getLongList("killed").size(), "connection") + " told to end");
            PrintWriter err = spec.commandLine().getErr();
            waiting.forEach(
                    id -> err.println("virtuald: connection " + id + " waits to be served; it has no program yet"));
            unknown.forEach(id -> err.println("virtuald: there is no connection " + id));
        }
        boolean isDone = unknown.isEmpty() && (waiting.isEmpty() || which.service != null);
        return (isDone ? ExitStatus.OK : ExitStatus.UNAVAILABLE).code();
    }
}
