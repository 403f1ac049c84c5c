package org.virtuald.host.cli;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.virtuald.host.control.ControlClient;
import org.virtuald.host.control.ControlException;
import org.virtuald.host.control.ControlRequest;

/**
 * How a service is, for a monitoring system.
 *
 * @param level how bad that is
 * @param line the same for people: level, service, state, reason; behind {@code |} counters as the monitoring plugins write them
 */
record ServiceCheck(Level level, String line) {

    /** What the Monitoring Plugins guidelines give a check. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The levels of the Monitoring Plugins guidelines; each has an exit status. */
    enum Level {
        /** It takes connections. */
        OK(0),
        /** It does, and something is wrong; or it does not, as an administrator has it. */
        WARNING(1),
        /** It should and does not. */
        CRITICAL(2),
        /** Nobody can say. */
        UNKNOWN(3);

        private final int status;

        Level(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Asks the host of a state directory; one that does not answer for {@link #PATIENCE} counts as one that does not run. */
    static ServiceCheck of(Path stateDirectory, String service) throws InterruptedException {
        CompletableFuture<ServiceCheck> answer = new CompletableFuture<>();
        Thread asking = new Thread(() -> answer.complete(ask(stateDirectory, service)), "check");
        asking.setDaemon(true);
        asking.start();
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return of(
                    Level.CRITICAL,
                    service,
                    "the host in " + stateDirectory + " has not answered for " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new AssertionError("never completed with an exception", e);
        }
    }

    private static ServiceCheck ask(Path stateDirectory, String service) {
        try {
            return of(ServiceLine.all(ControlClient.ask(stateDirectory, new ControlRequest("services"))), service);
        } catch (IOException e) {
            boolean isGone = e instanceof SocketException && !"Permission denied".equals(e.getMessage());
            return of(
                    isGone ? Level.CRITICAL : Level.UNKNOWN,
                    service,
                    "no host answers in " + stateDirectory + " (" + e.getMessage() + ")");
        } catch (ControlException e) {
            return of(Level.UNKNOWN, service, String.valueOf(e.getMessage()));
        }
    }

    private static ServiceCheck of(Level level, String service, String text) {
        return new ServiceCheck(level, level + " - " + service + ": " + text.replaceAll("\\p{Cntrl}", "?"));
    }

    /** Of several services of that name, one of a bundle beside one of a conf file, the worst counts. */
    static ServiceCheck of(List<ServiceLine> services, String service) {
        return services.stream()
                .filter(one -> one.name().equals(service))
                .map(ServiceCheck::of)
                .max((one, other) -> one.level().compareTo(other.level()))
                .orElseGet(() -> of(Level.UNKNOWN, service, "there is no such service"));
    }

    private static ServiceCheck of(ServiceLine service) {
        ServiceLine.Counters counters = service.counters();
        List<String> troubles = StatusText.troubles(List.of(service));
        String text = service.state() + ", " + Words.count(counters.active(), "connection")
                + (troubles.isEmpty() ? "" : "; " + troubles.get(0))
                + (troubles.size() > 1 ? " (and " + (troubles.size() - 1) + " more)" : "");
        String data = String.format(
                " | active=%d accepted=%dc ended=%dc badly=%dc refused=%dc failed=%dc",
                counters.active(),
                counters.accepted(),
                counters.ended(),
                counters.badly(),
                counters.refused(),
                counters.failed());
        return of(level(service), service.name(), text.replace('|', '/') + data);
    }

    private static Level level(ServiceLine service) {
        return switch (service.state()) {
            case "active" -> service.hasTrouble() ? Level.WARNING : Level.OK;
            case "paused", "draining", "stopped", "disabled" -> Level.WARNING;
            case "failed" -> Level.CRITICAL;
            default -> Level.UNKNOWN;
        };
    }
}
