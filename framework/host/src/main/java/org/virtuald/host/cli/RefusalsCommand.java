package org.virtuald.host.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code virtuald refusals}: how many connections were refused, and why. */
@Command(
        name = "refusals",
        mixinStandardHelpOptions = true,
        description = "Show how many connections the running host has refused, by service and reason.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class RefusalsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws HostException {
        Config answer = Asking.of(options.state(), new ControlRequest("refusals"));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            json.print(answer, out);
            return ExitStatus.OK.code();
        }
        Table table = new Table(Table.left("SERVICE"), Table.left("REASON"), Table.right("REFUSED"));
        new TreeMap<>(answer.getObject("refused")).forEach((service, value) -> {
            if (value instanceof ConfigObject reasons) {
                Map<String, Object> counts = new TreeMap<>(reasons.unwrapped());
                counts.forEach((reason, count) -> table.row(service, reason, count));
            }
        });
        table.lines(Terminal.of(spec)).forEach(out::println);
        return ExitStatus.OK.code();
    }
}
