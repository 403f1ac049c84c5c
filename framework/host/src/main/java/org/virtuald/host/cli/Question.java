package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the running host one thing and shows the answer: as text, or with {@code --json} as it came. */
abstract class Question implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    /** What is asked. */
    abstract ControlRequest request();

    /** The answer in lines for people. */
    abstract List<String> text(Config answer, Terminal terminal);

    @Override
    public final Integer call() throws HostException {
        Config answer = Asking.of(options.state(), request());
        if (json.isWanted()) {
            json.print(answer, spec.commandLine().getOut());
        } else {
            text(answer, Terminal.of(spec)).forEach(spec.commandLine().getOut()::println);
        }
        return ExitStatus.OK.code();
    }
}
