package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code virtuald connections}: who is connected now. */
@Command(
        name = "connections",
        mixinStandardHelpOptions = true,
        description = "List the connections of the running host, of one service or of all, the oldest first.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class ConnectionsCommand extends Question {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only those of this service.")
    private @Nullable String service;

    @Override
    ControlRequest request() {
        return new ControlRequest("connections", Optional.ofNullable(service));
    }

    @Override
    List<String> text(Config answer, Terminal terminal) {
        return StatusText.connections(answer, terminal);
    }
}
