package org.virtuald.host;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;
import org.virtuald.service.Reload;

/** What can be asked of a host, on its control socket and by its bundles. */
final class HostControl implements Administration {
    private final Deployer deployer;
    private final Services services;
    private final InstalledBundles installed;

    /** Services that are being drained. */
    private final Set<String> draining = ConcurrentHashMap.newKeySet();

    HostControl(Deployer deployer, Services services, InstalledBundles installed) {
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
    public NavigableSet<String> services() {
        NavigableSet<String> running = new TreeSet<>(services.running().names());
        running.addAll(installed.addresses().keySet());
        return Collections.unmodifiableNavigableSet(running);
    }
}
