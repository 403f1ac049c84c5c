package org.virtuald.host.cli;

import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code virtuald top}: what the host is doing, every second anew. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = {
            "Watch the running host: services by their connections, and the connections.",
            "Drawn anew each second until q or Ctrl-C; once where the output is no terminal."
        },
        footer = {"", "Exit status: 0, or 69 when no host answers, or does not any more."})
final class TopCommand implements Callable<Integer> {
    private static final int PERIOD_MILLIS = 1000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Override
    public Integer call() throws HostException, InterruptedException {
        TopView view = new TopView(options.state());
        Terminal terminal = Terminal.standardOutput();
        if (!terminal.isTerminal()) {
            view.lines(terminal).forEach(spec.commandLine().getOut()::println);
            return ExitStatus.OK.code();
        }
        view.lines(terminal); // an error goes to the screen as it is; and rates count from here
        try (Screen screen = Screen.open(spec.commandLine().getOut())) {
            do {
                Terminal now = Terminal.standardOutput();
                screen.draw(view.lines(now), now);
            } while (!screen.isQuitWithin(PERIOD_MILLIS));
        }
        return ExitStatus.OK.code();
    }
}
