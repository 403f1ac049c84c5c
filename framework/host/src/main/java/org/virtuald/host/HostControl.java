package org.virtuald.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.virtuald.conf.Problem;
import org.virtuald.host.control.ControlException;
import org.virtuald.host.control.ControlRequest;
import org.virtuald.host.control.ControlServer;

/** What can be asked of a host on its control socket. */
final class HostControl {
    private final Deployer deployer;
    private final Services services;
    private final InstalledBundles installed;

    HostControl(Deployer deployer, Services services, InstalledBundles installed) {
        this.deployer = deployer;
        this.services = services;
        this.installed = installed;
    }

    Map<String, ControlServer.Command> commands() {
        return Map.of(
                "reload", request -> reload(),
                "pause", request -> pause(request, true),
                "resume", request -> pause(request, false),
                "drain", this::drain);
    }

    private Map<String, ?> reload() throws ControlException {
        try {
            ReloadReport report = deployer.reload();
            List<String> failures = new ArrayList<>(report.failures());
            failures.addAll(report.bundles().failures());
            return Map.of(
                    "added", report.added(),
                    "changed", report.changed(),
                    "removed", report.removed(),
                    "unchanged", report.unchanged(),
                    "refused", report.refused(),
                    "waiting", report.waiting(),
                    "problems",
                            report.problems().stream().map(Problem::toString).toList(),
                    "failures", failures,
                    "bundles", report.bundles().outcomes());
        } catch (HostException e) {
            throw new ControlException(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, ?> pause(ControlRequest request, boolean paused) throws ControlException {
        pause(service(request), paused);
        return Map.of();
    }

    private Map<String, ?> drain(ControlRequest request) throws ControlException, InterruptedException {
        String name = service(request);
        pause(name, true);
        if (services.isRunning(name)) {
            services.awaitIdle(name);
        } else {
            installed.awaitIdle(name);
        }
        return Map.of();
    }

    private void pause(String name, boolean paused) {
        if (services.isRunning(name)) {
            services.pause(name, paused);
        } else {
            installed.pause(name, paused);
        }
    }

    private String service(ControlRequest request) throws ControlException {
        String name =
                request.service().orElseThrow(() -> new ControlException(request.command() + ": no service is named"));
        if (!services.isRunning(name) && !installed.isRunning(name)) {
            SortedSet<String> running = new TreeSet<>(services.running());
            running.addAll(installed.addresses().keySet());
            throw new ControlException("no service " + name + " is running; there are: "
                    + (running.isEmpty() ? "none" : String.join(", ", running)));
        }
        return name;
    }
}
