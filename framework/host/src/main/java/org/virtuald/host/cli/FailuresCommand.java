package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.util.List;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;

/** {@code virtuald failures}: which connections could not be served lately, and why. */
@Command(
        name = "failures",
        mixinStandardHelpOptions = true,
        description = "List the latest connections that failed before their program ran, the latest first.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class FailuresCommand extends Question {
    @Override
    ControlRequest request() {
        return new ControlRequest("failures");
    }

    @Override
    List<String> text(Config answer, Terminal terminal) {
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
        return table.lines(terminal);
    }

    private static String text(Config failure, String field) {
        return failure.hasPath(field) ? failure.getString(field) : "";
    }
}
