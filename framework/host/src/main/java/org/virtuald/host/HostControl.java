package org.virtuald.host;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;
import org.virtuald.service.Reload;

/** What can be asked of a host, on its control socket and by its bundles. */
final class HostControl implements Administration {
    private static final List<String> ASKING =
            List.of("status", "services", "connections", "kill", "lookup", "refusals", "failures", "log-level");

    private final AskingCommands commands;
    private final Path state;
    private final Deployer deployer;
    private final Services services;
    private final InstalledBundles installed;

    /** Services that are being drained. */
    private final Set<String> draining = ConcurrentHashMap.newKeySet();

    /**
     * @param commands ask the host on its control socket
     * @param state the directory of that
     */
    HostControl(Deployer deployer, Services services, InstalledBundles installed, AskingCommands commands, Path state) {
        this.commands = commands;
        this.state = state;
        this.deployer = deployer;
        this.services = services;
        this.installed = installed;
    }

    @Override
    public Reload reload() throws AdministrationException {
        try {
            return deployer.reload().toReload();
        } catch (HostException e) {
            throw new AdministrationException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void pause(String service) throws AdministrationException {
        pause(service, true);
    }

    @Override
    public void resume(String service) throws AdministrationException {
        pause(service, false);
        draining.remove(service);
    }

    @Override
    public void drain(String service) throws AdministrationException, InterruptedException {
        pause(service, true);
        draining.add(service);
        try {
            if (services.running().has(service)) {
                services.running().awaitIdle(service);
            } else {
                installed.awaitIdle(service);
            }
        } finally {
            draining.remove(service);
        }
    }

    /** Whether somebody waits for the last connection of a paused service to end. */
    boolean isDraining(String service) {
        return draining.contains(service);
    }

    private void pause(String service, boolean paused) throws AdministrationException {
        if (services.running().has(service)) {
            services.running().pause(service, paused);
        } else if (installed.isRunning(service)) {
            installed.pause(service, paused);
        } else {
            NavigableSet<String> running = services();
            throw new AdministrationException("no service " + service + " is running; there are: "
                    + (running.isEmpty() ? "none" : String.join(", ", running)));
        }
    }

    @Override
    public int command(List<String> command, PrintWriter out, PrintWriter err) throws AdministrationException {
        if (command.isEmpty() || !ASKING.contains(command.get(0))) {
            throw new AdministrationException("no command " + (command.isEmpty() ? "" : command.get(0))
                    + "; there are: " + String.join(", ", ASKING));
        }
        int status = commands.run(state, command, out, err);
        out.flush();
        err.flush();
        return status;
    }

    @Override
    public NavigableSet<String> services() {
        NavigableSet<String> running = new TreeSet<>(services.running().names());
        running.addAll(installed.addresses().keySet());
        return Collections.unmodifiableNavigableSet(running);
    }
}
