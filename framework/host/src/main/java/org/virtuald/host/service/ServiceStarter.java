package org.virtuald.host.service;

/** Starts the services that conf files describe; the host registers it for their bundles. */
public interface ServiceStarter {

    /** A service that runs. */
    @FunctionalInterface
    interface Running {
        /** Closes its listeners; its programs go on. */
        void stop();
    }

    /**
     * Starts a service: when this returns its listeners are open.
     *
     * @param name the service
     * @throws ServiceStartException when it cannot be started, with all reasons; nothing of it is left then
     */
    Running start(String name) throws ServiceStartException;
}
