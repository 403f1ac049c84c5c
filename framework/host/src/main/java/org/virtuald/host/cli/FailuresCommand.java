package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code virtuald failures}: which connections could not be served lately, and why. */
@Command(
        name = "failures",
        mixinStandardHelpOptions = true,
        description = "List the latest connections that failed before their program ran, the latest first.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class FailuresCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws HostException {
        Config answer = Asking.of(options.state(), new ControlRequest("failures"));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            json.print(answer, out);
            return ExitStatus.OK.code();
        }
        Table table = new Table(
                Table.left("AT"), Table.left("SERVICE"), Table.left("FROM"), Table.left("FAILED"), Table.left("WHY"));
        for (Config failure : answer.getConfigList("failures")) {
            String error = text(failure, "error");
            table.row(
                    failure.getString("at"),
                    failure.getString("service"),
                    text(failure, "remote"),
                    failure.getString("stage"),
                    failure.getString("subject") + (error.isEmpty() ? "" : ": " + error));
        }
        table.lines(Terminal.of(spec)).forEach(out::println);
        return ExitStatus.OK.code();
    }

    private static String text(Config failure, String field) {
        return failure.hasPath(field) ? failure.getString(field) : "";
    }
}
