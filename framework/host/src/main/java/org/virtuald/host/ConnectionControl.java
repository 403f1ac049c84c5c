package org.virtuald.host;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.virtuald.host.traffic.LiveConnection;
import org.virtuald.host.traffic.LiveConnections;
import org.virtuald.service.NumericAddress;

/** Lists the connections that live, and ends them. For any thread. */
final class ConnectionControl {
    private final LiveConnections live;
    private final RunningServices services;
    private final InstalledBundles installed;

    ConnectionControl(LiveConnections live, RunningServices services, InstalledBundles installed) {
        this.live = live;
        this.services = services;
        this.installed = installed;
    }

    /**
     * What became of a wish to end connections.
     *
     * @param killed those whose end was asked for: their programs get SIGTERM, and SIGKILL after five seconds; those of the services
     *     of bundles are closed
     * @param waiting those that are not served yet, so that there is nothing to end
     * @param unknown numbers that no connection has
     */
    record Killed(List<Long> killed, List<Long> waiting, List<Long> unknown) {

        Map<String, ?> fields() {
            return Map.of("killed", killed, "waiting", waiting, "unknown", unknown);
        }
    }

    /** Those of one service, or all, the oldest first; as fields of an answer on the control socket. */
    List<Map<String, Object>> list(Optional<String> service) {
        Instant now = Instant.now();
        return of(service).stream().map(one -> fields(one, now)).toList();
    }

    private List<LiveConnection> of(Optional<String> service) {
        return live.all().stream()
                .filter(one ->
                        service.isEmpty() || service.get().equals(one.contact().service()))
                .toList();
    }

    private static Map<String, Object> fields(LiveConnection one, Instant now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", one.contact().id());
        fields.put("service", one.contact().service());
        fields.put("endpoint", one.contact().endpoint().toString());
        one.contact().remote().ifPresent(remote -> fields.put("remote", NumericAddress.text(remote)));
        one.started().ifPresent(started -> {
            fields.put("local", NumericAddress.text(started.local()));
            if (started.pid() != 0) {
                fields.put("root", started.root());
                fields.put("pid", started.pid());
            }
        });
        fields.put("since", one.contact().at().toString());
        fields.put(
                "age_ms", Math.max(0, Duration.between(one.contact().at(), now).toMillis()));
        fields.put("state", one.state());
        return fields;
    }

    /** Ends all connections of a service. */
    Killed kill(String service) {
        return kill(
                of(Optional.of(service)).stream().map(one -> one.contact().id()).toList());
    }

    /** Ends connections by their numbers. */
    Killed kill(List<Long> ids) {
        Killed killed = new Killed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (long id : ids) {
            Optional<LiveConnection> found = live.find(id);
            if (found.isEmpty()) {
                killed.unknown().add(id);
            } else if (found.get().started().isEmpty()) {
                killed.waiting().add(id);
            } else {
                live.ending(id);
                end(found.get().contact().service(), id);
                killed.killed().add(id);
            }
        }
        return killed;
    }

    /** The program may be one of a service that was stopped, or whose place a bundle's has taken: only one of them knows it. */
    private void end(String service, long id) {
        services.terminate(service, id);
        installed.close(service, id);
    }
}
