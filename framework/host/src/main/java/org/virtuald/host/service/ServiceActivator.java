package org.virtuald.host.service;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The activator of every bundle that was made from a conf file: starting the bundle opens the service's listeners, stopping
 * it closes them, and a service that cannot start leaves its bundle stopped, with the reason as the cause.
 */
public final class ServiceActivator implements BundleActivator {
    /** The manifest header that names the service. */
    public static final String SERVICE_HEADER = "Virtuald-Service";

    private ServiceStarter.@Nullable Running running;

    /** For Felix. */
    public ServiceActivator() {}

    @Override
    public void start(BundleContext context) throws ServiceStartException {
        ServiceReference<ServiceStarter> reference = context.getServiceReference(ServiceStarter.class);
        if (reference == null) {
            throw new ServiceStartException(false, "the host is stopping");
        }
        running = context.getService(reference)
                .start(context.getBundle().getHeaders().get(SERVICE_HEADER));
    }

    @Override
    public void stop(BundleContext context) {
        if (running != null) {
            running.stop();
            running = null;
        }
    }
}
