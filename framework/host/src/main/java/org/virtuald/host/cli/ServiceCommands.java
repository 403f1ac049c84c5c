package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virtuald pause}, {@code resume} and {@code drain}: each asks the host the same of one service. */
final class ServiceCommands {
    private ServiceCommands() {}

    /** A command about one service, named as the request is. */
    abstract static class OfService implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private DirectoryOptions options = new DirectoryOptions();

        @Mixin
        private JsonOption json = new JsonOption();

        @Parameters(paramLabel = "SERVICE", description = "The service's name.")
        private String service = "";

        @Override
        public Integer call() throws HostException {
            Config answer = Asking.of(options.state(), new ControlRequest(spec.name(), Optional.of(service)));
            if (json.isWanted()) {
                json.print(answer, spec.commandLine().getOut());
            }
            return ExitStatus.OK.code();
        }
    }

    /** {@code virtuald pause}. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Leave a service's new connections in the kernel's queue until it is resumed."
                    + " Programs that run go on.")
    static final class Pause extends OfService {}

    /** {@code virtuald resume}. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Take a paused or drained service's connections again, the waiting ones first.")
    static final class Resume extends OfService {}

    /** {@code virtuald drain}. */
    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "Pause a service and return when its last program has ended.")
    static final class Drain extends OfService {}
}
