package org.virtuald.bundles.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;
import org.virtuald.service.Reload;

/** What the page asks for. For any thread. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger("console");
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST_CONNECTIONS = 200;

    private final Administration host;
    private final Questions questions;
    private final Sampler sampler;

    Answers(Administration host, Questions questions, Sampler sampler) {
        this.host = host;
        this.questions = questions;
        this.sampler = sampler;
    }

    /** How the host and all services are. */
    Map<String, Object> state() throws AdministrationException {
        HostState state = sampler.state(FRESH);
        Hour hour = sampler.hour();
        Counts all = Counts.NONE;
        Map<String, ServiceState> byName = new LinkedHashMap<>();
        state.services().forEach(service -> byName.putIfAbsent(service.name(), service));
        for (ServiceState service : byName.values()) {
            all = all.plus(service.counts());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", state.version());
        answer.put("since", state.since());
        answer.put("host_memory", state.hostMemory());
        answer.put("launcher_memory", state.launcherMemory());
        answer.put("active", all.active());
        answer.put("minute", hour.hostMinute());
        answer.put("refused", hour.refused(all.refused()));
        answer.put("failed", hour.failed(all.failed()));
        answer.put("services", state.services().stream().map(this::service).toList());
        answer.put("failures", failures());
        return answer;
    }

    private Map<String, Object> service(ServiceState service) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", service.name());
        fields.put("kind", service.kind());
        fields.put("state", service.state());
        fields.put("listens", service.listens());
        fields.put("errors", service.errors());
        fields.put("active", service.counts().active());
        fields.put("accepted", service.counts().accepted());
        fields.put("refused", Counts.sum(service.counts().refused()));
        fields.put("failed", Counts.sum(service.counts().failed()));
        fields.put("minute", sampler.hour().serviceMinute(service.name()));
        return fields;
    }

    private List<Map<String, Object>> failures() throws AdministrationException {
        return questions.ask("failures").objects("failures").stream()
                .map(Fields::all)
                .toList();
    }

    /** The points of the last hour: of a service, or of the whole host when its name is empty. */
    Map<String, Object> history(String service) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("seconds", History.SECONDS_A_TICK);
        answer.put(
                "points",
                service.isEmpty() ? sampler.hour().host() : sampler.hour().service(service));
        return answer;
    }

    /** The latest connections, the newest first, and how many there are. */
    Map<String, Object> connections() throws AdministrationException {
        List<Fields> all = questions.ask("connections").objects("connections");
        List<Map<String, Object>> newest = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0 && newest.size() < MOST_CONNECTIONS; i--) {
            newest.add(all.get(i).all());
        }
        return Map.of("count", all.size(), "connections", newest);
    }

    /** Pauses or resumes a service. */
    Map<String, Object> pause(String service, boolean paused) throws AdministrationException {
        LOG.info("{} {}", paused ? "pause" : "resume", service.replaceAll("\\p{Cntrl}", "?"));
        if (paused) {
            host.pause(service);
        } else {
            host.resume(service);
        }
        sampler.state(Duration.ZERO);
        return Map.of("lines", List.of((paused ? "paused " : "resumed ") + service), "refused", false);
    }

    /** Has the host read its conf. */
    Map<String, Object> reload() throws AdministrationException {
        LOG.info("reload");
        Reload reload = host.reload();
        sampler.state(Duration.ZERO);
        List<String> lines = new ArrayList<>(reload.complaints());
        lines.addAll(reload.outcomes());
        return Map.of("lines", lines, "refused", reload.hasRefused());
    }
}
