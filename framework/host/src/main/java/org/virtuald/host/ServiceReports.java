package org.virtuald.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.virtuald.conf.Problem;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.traffic.Traffic;
import org.virtuald.service.Endpoint;

/** How every service stands, as fields of an answer on the control socket. For any thread. */
final class ServiceReports {
    private final Services services;
    private final ServiceBundles bundles;
    private final InstalledBundles installed;
    private final Standings standings;
    private final Traffic traffic;
    private final Predicate<String> isDraining;

    /**
     * @param isDraining whether a service of that name is being drained
     */
    ServiceReports(
            Services services,
            ServiceBundles bundles,
            InstalledBundles installed,
            Standings standings,
            Traffic traffic,
            Predicate<String> isDraining) {
        this.services = services;
        this.bundles = bundles;
        this.installed = installed;
        this.standings = standings;
        this.traffic = traffic;
        this.isDraining = isDraining;
    }

    /** All of them, those of conf files and those of bundles, by name. */
    List<Map<String, Object>> all() {
        SortedMap<String, List<Map<String, Object>>> byName = new TreeMap<>();
        standings
                .all()
                .forEach((name, standing) ->
                        byName.computeIfAbsent(name, none -> new ArrayList<>()).add(ofConf(name, standing)));
        for (BundleServiceState state : installed.states()) {
            byName.computeIfAbsent(state.name(), none -> new ArrayList<>()).add(ofBundle(state));
        }
        return byName.values().stream().flatMap(List::stream).toList();
    }

    private Map<String, Object> ofConf(String name, Standings.Standing standing) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("kind", standing.conf().map(ServiceReports::kind).orElse("program"));
        bundles.id(name).ifPresent(id -> fields.put("bundle", id));
        String state = state(name, standing);
        fields.put("state", state);
        fields.put("reason", reason(name, standing, state));
        fields.put("file", standings.file(name).toString());
        fields.put("errors", texts(standing, Problem.Severity.ERROR));
        fields.put("warnings", texts(standing, Problem.Severity.WARNING));
        List<Listener> listeners = services.running().listeners(name);
        fields.put(
                "endpoints", endpoints(standing.conf().map(ServiceConf::listen).orElse(List.of()), listeners));
        services.running()
                .find(name)
                .ifPresent(
                        running -> fields.put("roots_lines", running.channel().rootsLines()));
        fields.put("counters", CountsReport.of(traffic.counters(name).counts()));
        return fields;
    }

    private static String kind(ServiceConf conf) {
        if (conf.redirect().isPresent()) {
            return "redirect";
        }
        return conf.sockets().waits() ? "wait" : "program";
    }

    private String state(String name, Standings.Standing standing) {
        if (services.running().has(name)) {
            return running(name, services.running().isPaused(name));
        }
        if (bundles.state(name) == ServiceBundles.State.STOPPED) {
            return "stopped";
        }
        return standing.isDisabled() ? "disabled" : "failed";
    }

    private String running(String name, boolean isPaused) {
        if (!isPaused) {
            return "active";
        }
        return isDraining.test(name) ? "draining" : "paused";
    }

    /** Why a service is not what its conf says; empty when it is. */
    private String reason(String name, Standings.Standing standing, String state) {
        if (state.equals("disabled") || state.equals("stopped")) {
            return "";
        }
        return standings.failure(name).orElseGet(() -> {
            if (standing.hasErrors()) {
                return texts(standing, Problem.Severity.ERROR).get(0);
            }
            return state.equals("failed") ? "its bundle is not active" : "";
        });
    }

    private static List<String> texts(Standings.Standing standing, Problem.Severity severity) {
        return standing.problems().stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::toString)
                .distinct()
                .toList();
    }

    private Map<String, Object> ofBundle(BundleServiceState service) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", service.name());
        fields.put("kind", service.kind());
        fields.put("bundle", service.bundle());
        fields.put("state", service.isOpen() ? running(service.name(), service.isPaused()) : "failed");
        fields.put("reason", service.isOpen() ? "" : service.failure());
        fields.put("errors", List.of());
        fields.put("warnings", List.of());
        fields.put("endpoints", endpoints(service.endpoints(), service.listeners()));
        fields.put("counters", CountsReport.of(traffic.counters(service.name()).counts()));
        return fields;
    }

    /** Where it listens, and behind that where it should. */
    private static List<Map<String, String>> endpoints(List<Endpoint> wanted, List<Listener> listeners) {
        Stream<Map<String, String>> open =
                listeners.stream().map(one -> Map.of("listen", one.endpoint().toString(), "address", one.address()));
        Stream<Map<String, String>> closed = wanted.stream()
                .filter(endpoint ->
                        listeners.stream().noneMatch(one -> one.endpoint().equals(endpoint)))
                .map(endpoint -> Map.of("listen", endpoint.toString()));
        return Stream.concat(open, closed).toList();
    }
}
