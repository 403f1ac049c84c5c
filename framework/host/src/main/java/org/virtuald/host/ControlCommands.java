package org.virtuald.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.virtuald.host.control.ControlException;
import org.virtuald.host.control.ControlRequest;
import org.virtuald.host.control.ControlServer;
import org.virtuald.host.control.ReloadAnswer;
import org.virtuald.host.traffic.RecentFailures;
import org.virtuald.host.traffic.Traffic;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;

/** The requests that the control socket takes. */
final class ControlCommands {
    private final Administration host;
    private final Traffic traffic;
    private final RecentFailures failures;
    private final StatusReport status;
    private final ConnectionControl connections;
    private final RootLookUp roots;
    private final LogLevels levels;

    ControlCommands(
            Administration host,
            Traffic traffic,
            RecentFailures failures,
            StatusReport status,
            ConnectionControl connections,
            RootLookUp roots,
            LogLevels levels) {
        this.host = host;
        this.traffic = traffic;
        this.failures = failures;
        this.status = status;
        this.connections = connections;
        this.roots = roots;
        this.levels = levels;
    }

    Map<String, ControlServer.Command> byName() {
        Map<String, ControlServer.Command> all = new HashMap<>();
        all.put("reload", request -> reload());
        all.put("pause", request -> ofService(request, host::pause));
        all.put("resume", request -> ofService(request, host::resume));
        all.put("drain", request -> ofService(request, host::drain));
        all.put("refusals", request -> refusals());
        all.put("failures", request -> Map.of("failures", FailuresReport.of(failures)));
        all.put("status", request -> status.all());
        all.put("services", request -> Map.of("services", status.services()));
        all.put("connections", request -> Map.of("connections", connections.list(request.service())));
        all.put("kill", this::kill);
        all.put("lookup", this::lookUp);
        all.put("log-level", this::logLevel);
        return all;
    }

    private Map<String, ?> reload() throws ControlException {
        try {
            return ReloadAnswer.of(host.reload());
        } catch (AdministrationException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    /** How many connections were refused since the host has started, by service and reason; those with none are left out. */
    private Map<String, ?> refusals() {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        traffic.counts().forEach((service, counts) -> {
            if (!counts.refused().isEmpty()) {
                all.put(service, counts.refused());
            }
        });
        return Map.of("refused", all);
    }

    private Map<String, ?> kill(ControlRequest request) throws ControlException {
        List<Long> ids = request.numbers("connections");
        Optional<String> service = request.service();
        if (ids.isEmpty() == service.isEmpty()) {
            throw new ControlException("kill: either connections or a service is to be named");
        }
        return (service.isPresent() ? connections.kill(service.get()) : connections.kill(ids)).fields();
    }

    private Map<String, ?> lookUp(ControlRequest request) throws ControlException {
        try {
            return roots.of(request.required("service"), request.required("address"));
        } catch (AdministrationException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, ?> logLevel(ControlRequest request) throws ControlException {
        Optional<String> logger = request.text("logger");
        Optional<String> level = request.text("level");
        if (logger.isEmpty()) {
            return Map.of("levels", levels.all());
        }
        try {
            if (level.isPresent()) {
                levels.set(logger.get(), level.get());
            }
            return Map.of("levels", Map.of(logger.get(), levels.of(logger.get())));
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
