package org.virtuald.host.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;

/** {@code virtuald refusals}: how many connections were refused, and why. */
@Command(
        name = "refusals",
        mixinStandardHelpOptions = true,
        description = "Show how many connections the running host has refused, by service and reason.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class RefusalsCommand extends Question {
    @Override
    ControlRequest request() {
        return new ControlRequest("refusals");
    }

    @Override
    List<String> text(Config answer, Terminal terminal) {
        Table table = new Table(Table.left("SERVICE"), Table.left("REASON"), Table.right("REFUSED"));
        new TreeMap<>(answer.getObject("refused")).forEach((service, value) -> {
            if (value instanceof ConfigObject reasons) {
                Map<String, Object> counts = new TreeMap<>(reasons.unwrapped());
                counts.forEach((reason, count) -> table.row(service, reason, count));
            }
        });
        return table.lines(terminal);
    }
}
