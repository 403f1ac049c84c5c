package org.virtuald.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.virtuald.host.metrics.PageAnswer;

/** Whether the host lives, and whether it takes connections, for supervisors that ask over HTTP. For any thread. */
final class Health {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String NOT_READY = "503 Service Unavailable";
    private static final String WELL = "200 OK";

    private final Supplier<List<CompletableFuture<Void>>> signsOfLife;
    private final Supplier<List<Map<String, Object>>> services;
    private final long launcher;
    private volatile boolean isStarted;

    /**
     * @param signsOfLife asks the host's threads for one each
     * @param services how they stand, as in the answer to {@code status}
     * @param launcher the launcher's process
     */
    Health(
            Supplier<List<CompletableFuture<Void>>> signsOfLife,
            Supplier<List<Map<String, Object>>> services,
            long launcher) {
        this.signsOfLife = signsOfLife;
        this.services = services;
        this.launcher = launcher;
    }

    /** The host has started. */
    void started() {
        isStarted = true;
    }

    /** Well as long as the host's threads answer, whatever becomes of services: who restarts it for less does harm. */
    PageAnswer alive() {
        try {
            CompletableFuture.allOf(signsOfLife.get().toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return PageAnswer.text(WELL, "alive");
        } catch (TimeoutException e) {
            return PageAnswer.text(
                    NOT_READY, "a thread of the host has given no sign of life for " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return PageAnswer.text(NOT_READY, "a thread of the host has failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return PageAnswer.text(NOT_READY, "the host is stopping");
        }
    }

    /**
     * Ready when the host has started, and can start programs, and takes connections for one service at least: a machine with many is
     * not to be taken out of service for one. What is not active is listed all the same.
     */
    PageAnswer ready() {
        if (!isStarted) {
            return PageAnswer.text(NOT_READY, "the host is starting");
        }
        if (!isLauncherAlive()) {
            return PageAnswer.text(NOT_READY, "the launcher has ended");
        }
        List<Map<String, Object>> wanted = services.get().stream()
                .filter(service -> !"disabled".equals(service.get("state")))
                .toList();
        List<String> lines = new ArrayList<>();
        wanted.stream().filter(service -> !isActive(service)).map(Health::line).forEach(lines::add);
        if (!wanted.isEmpty() && lines.size() == wanted.size()) {
            lines.add(0, "no service takes connections");
            return PageAnswer.text(NOT_READY, String.join("\n", lines));
        }
        lines.add(0, "ready");
        return PageAnswer.text(WELL, String.join("\n", lines));
    }

    /** Ready when the service takes connections; several of bundles may have one name, and then all do. */
    PageAnswer ready(String name) {
        List<Map<String, Object>> same = services.get().stream()
                .filter(service -> name.equals(service.get("name")))
                .toList();
        if (same.isEmpty()) {
            return PageAnswer.text("404 Not Found", "no service " + name);
        }
        String lines = String.join("\n", same.stream().map(Health::line).toList());
        return PageAnswer.text(isLauncherAlive() && same.stream().allMatch(Health::isActive) ? WELL : NOT_READY, lines);
    }

    private boolean isLauncherAlive() {
        return ProcessHandle.of(launcher).map(ProcessHandle::isAlive).orElse(false);
    }

    private static boolean isActive(Map<String, Object> service) {
        return "active".equals(service.get("state"));
    }

    private static String line(Map<String, Object> service) {
        String reason = String.valueOf(service.get("reason")).replace('\n', ' ');
        return service.get("name") + ": " + service.get("state") + (reason.isEmpty() ? "" : ": " + reason);
    }
}
