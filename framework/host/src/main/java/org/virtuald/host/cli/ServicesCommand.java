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

/** {@code virtuald services}: the table of {@code virtuald status} alone. */
@Command(
        name = "services",
        mixinStandardHelpOptions = true,
        description = "List the services of the running host, those that do not run too.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class ServicesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws HostException {
        PrintWriter out = spec.commandLine().getOut();
        Config answer = Asking.of(options.state(), new ControlRequest("services"));
        if (json.isWanted()) {
            json.print(answer, out);
        } else {
            StatusText.services(ServiceLine.all(answer), Terminal.of(spec)).forEach(out::println);
        }
        return ExitStatus.OK.code();
    }
}
