package org.virtuald.host;

import java.util.Map;
import org.virtuald.host.control.ControlException;
import org.virtuald.host.control.ControlRequest;
import org.virtuald.host.control.ControlServer;
import org.virtuald.host.control.ReloadAnswer;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;

/** The requests that the control socket takes. */
final class ControlCommands {
    private final Administration host;
    private final Admission admission;

    ControlCommands(Administration host, Admission admission) {
        this.host = host;
        this.admission = admission;
    }

    Map<String, ControlServer.Command> byName() {
        return Map.of(
                "reload", request -> reload(),
                "pause", request -> ofService(request, host::pause),
                "resume", request -> ofService(request, host::resume),
                "drain", request -> ofService(request, host::drain),
                "refusals", request -> admission.refused());
    }

    private Map<String, ?> reload() throws ControlException {
        try {
            return ReloadAnswer.of(host.reload());
        } catch (AdministrationException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    /** What the host does with a service. */
    @FunctionalInterface
    private interface Operation {
        void on(String service) throws AdministrationException, InterruptedException;
    }

    private static Map<String, ?> ofService(ControlRequest request, Operation operation)
            throws ControlException, InterruptedException {
        String service =
                request.service().orElseThrow(() -> new ControlException(request.command() + ": no service is named"));
        try {
            operation.on(service);
            return Map.of();
        } catch (AdministrationException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }
}
