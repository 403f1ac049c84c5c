package org.virtuald.host.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code virtuald reload}: brings a running host in line with its conf directory, now. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description =
                "Have the running host read its conf now, and say what that changed. Connections are not touched.",
        footer = {"", "Exit status: 0 when all files could be used, 78 when one was refused, 69 when no host runs."})
final class ReloadCommand implements Callable<Integer> {
    private static final List<String> OUTCOMES =
            List.of("added", "changed", "removed", "unchanged", "waiting", "refused");

    private static final List<String> OF_BUNDLES = List.of("added", "changed", "removed", "unchanged", "refused");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Option(names = "--json", description = "Print the answer as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws HostException {
        Config answer = Asking.of(options.state(), new ControlRequest("reload"));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer.root().render(ConfigRenderOptions.concise()));
        } else {
            PrintWriter err = spec.commandLine().getErr();
            answer.getStringList("problems").forEach(err::println);
            answer.getStringList("failures").forEach(err::println);
            for (String outcome : OUTCOMES) {
                List<String> services = answer.getStringList(outcome);
                if (!services.isEmpty()) {
                    out.println(outcome + ": " + String.join(", ", services));
                }
            }
            for (String outcome : OF_BUNDLES) {
                List<String> bundles = answer.getStringList("bundles." + outcome);
                if (!bundles.isEmpty()) {
                    out.println("bundles " + outcome + ": " + String.join(", ", bundles));
                }
            }
        }
        boolean refused = !answer.getStringList("refused").isEmpty()
                || !answer.getStringList("bundles.refused").isEmpty();
        return (refused ? ExitStatus.CONFIG : ExitStatus.OK).code();
    }
}
