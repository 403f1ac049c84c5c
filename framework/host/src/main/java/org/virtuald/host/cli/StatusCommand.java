package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code virtuald status}: what the host is doing. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show what the running host and its services are doing, and what is wrong with them.",
        footer = {
            "",
            "Exit status: 0, or 69 when no host answers. With --check, for monitoring:",
            "  0 OK        the service takes connections",
            "  1 WARNING   it does, but a file of it was refused; or an administrator",
            "              has paused, drained, stopped or disabled it",
            "  2 CRITICAL  it should take connections and does not, or no host answers",
            "              within 10 s",
            "  3 UNKNOWN   there is no such service, or the host may not be asked"
        })
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Option(
            names = "--check",
            paramLabel = "SERVICE",
            description = "Say in one line, and by the exit status, how this service is.")
    private @Nullable String checked;

    @Override
    public Integer call() throws HostException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (checked != null) {
            ServiceCheck check = ServiceCheck.of(options.state(), checked);
            out.println(check.line());
            return check.level().status();
        }
        Config answer = Asking.of(options.state(), new ControlRequest("status"));
        if (json.isWanted()) {
            json.print(answer, out);
            return ExitStatus.OK.code();
        }
        StatusText.head(answer).forEach(out::println);
        List<ServiceLine> services = ServiceLine.all(answer);
        if (!services.isEmpty()) {
            out.println();
            StatusText.services(services, Terminal.of(spec)).forEach(out::println);
        }
        List<String> troubles = StatusText.troubles(services);
        if (!troubles.isEmpty()) {
            out.println();
            troubles.forEach(out::println);
        }
        return ExitStatus.OK.code();
    }
}
