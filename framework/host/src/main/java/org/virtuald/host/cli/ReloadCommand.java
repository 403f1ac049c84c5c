package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import org.virtuald.host.control.ReloadAnswer;
import org.virtuald.service.Reload;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code virtuald reload}: brings a running host in line with its conf directory, now. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description =
                "Have the running host read its conf now, and say what that changed. Connections are not touched.",
        footer = {"", "Exit status: 0 when all files could be used, 78 when one was refused, 69 when no host runs."})
final class ReloadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws HostException {
        Config answer = Asking.of(options.state(), new ControlRequest("reload"));
        Reload reload = ReloadAnswer.read(answer);
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            json.print(answer, out);
        } else {
            PrintWriter err = spec.commandLine().getErr();
            reload.complaints().forEach(err::println);
            reload.outcomes().forEach(out::println);
        }
        return (reload.hasRefused() ? ExitStatus.CONFIG : ExitStatus.OK).code();
    }
}
