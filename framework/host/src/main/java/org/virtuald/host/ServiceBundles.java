package org.virtuald.host;

import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.service.ServiceStartException;

/** The bundles of conf files in the framework. Each keeps its id while its conf changes. */
final class ServiceBundles {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final BundleContext context;
    private final BundleRefresh refresh;

    /** What becomes of a service's bundle. */
    enum State {
        /** There is none. */
        ABSENT,
        /** Its service runs. */
        RUNNING,
        /** An administrator has stopped it. */
        STOPPED,
        /** It should run and does not: its start has failed, or it was stopped for the time being. */
        DOWN
    }

    ServiceBundles(BundleContext context) {
        this.context = context;
        this.refresh = new BundleRefresh(context);
    }

    /**
     * Installs and starts the bundle of a conf, or puts the conf in the place of the one that the bundle stands for. A bundle
     * that an administrator has stopped stays stopped.
     *
     * @throws BundleException when the bundle is not what it should be now
     */
    void place(ServiceConf conf) throws BundleException {
        ServiceBundle wanted = new ServiceBundle(conf);
        Optional<Bundle> present = find(conf.name());
        if (present.isEmpty()) {
            context.installBundle(ServiceBundle.location(conf.name()), wanted.jar())
                    .start();
            return;
        }
        Bundle bundle = present.get();
        boolean wantsToRun = state(conf.name()) != State.STOPPED;
        bundle.stop(Bundle.STOP_TRANSIENT);
        try {
            bundle.update(wanted.jar());
            refresh.refresh(bundle); // nothing else can depend on it, for it exports nothing
        } catch (BundleException e) {
            // no room for its few bytes: its version is the old conf's then, but what it starts is the new one
            LOG.warn("{}: its bundle keeps its old version: {}", conf.name(), e.getMessage());
        }
        if (wantsToRun) {
            bundle.start(Bundle.START_TRANSIENT);
        }
    }

    /** What becomes of the bundle of a service. */
    State state(String service) {
        return find(service)
                .map(bundle -> {
                    if (bundle.getState() == Bundle.ACTIVE) {
                        return State.RUNNING;
                    }
                    return bundle.adapt(BundleStartLevel.class).isPersistentlyStarted() ? State.DOWN : State.STOPPED;
                })
                .orElse(State.ABSENT);
    }

    /** The number of the bundle of a service, if there is one. */
    Optional<Long> id(String service) {
        return find(service).map(Bundle::getBundleId);
    }

    /** Stops and uninstalls the bundle of a service, if there is one. */
    void remove(String service) throws BundleException {
        Optional<Bundle> present = find(service);
        if (present.isPresent()) {
            present.get().uninstall();
        }
    }

    private Optional<Bundle> find(String service) {
        return Optional.ofNullable(context.getBundle(ServiceBundle.location(service)));
    }

    /** Why a bundle could not be started: its activator's reason, if it gave one. */
    static ServiceStartException reason(String service, BundleException failure) {
        return failure.getCause() instanceof ServiceStartException reason
                ? reason
                : new ServiceStartException(true, service + ": " + failure.getMessage()); // no room for it
    }
}
