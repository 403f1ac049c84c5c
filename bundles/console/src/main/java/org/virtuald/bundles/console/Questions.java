package org.virtuald.bundles.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;

/** Asks the host, and reads its answers. For any thread. */
final class Questions {
    private final Administration host;

    Questions(Administration host) {
        this.host = host;
    }

    /**
     * The answer to a command of the command line.
     *
     * @throws AdministrationException when there is none
     */
    Fields ask(String command) throws AdministrationException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = host.command(List.of(command, "--json"), new PrintWriter(out), new PrintWriter(err));
        if (status != 0) {
            throw new AdministrationException(err.toString().strip());
        }
        try {
            return Json.read(out.toString());
        } catch (IllegalArgumentException e) {
            throw new AdministrationException(command + ": " + e.getMessage());
        }
    }
}
