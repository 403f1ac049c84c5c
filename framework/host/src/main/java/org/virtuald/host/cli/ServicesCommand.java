package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.util.List;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;

/** {@code virtuald services}: the table of {@code virtuald status} alone. */
@Command(
        name = "services",
        mixinStandardHelpOptions = true,
        description = "List the services of the running host, those that do not run too.",
        footer = {"", "Exit status: 0, or 69 when no host answers."})
final class ServicesCommand extends Question {
    @Override
    ControlRequest request() {
        return new ControlRequest("services");
    }

    @Override
    List<String> text(Config answer, Terminal terminal) {
        return StatusText.services(ServiceLine.all(answer), terminal);
    }
}
