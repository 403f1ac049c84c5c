package org.virtuald.bundles.internal;

import java.io.IOException;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.virtuald.service.BundleSettings;
import org.virtuald.service.Service;

/** Registers the services that {@code internal.properties} names. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {

    /** For OSGi. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws IOException {
        BundleSettings settings = context.getService(context.getServiceReference(BundleSettings.class));
        for (Service service : Settings.read(settings)) {
            context.registerService(Service.class, service, null);
        }
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the registrations back
    }
}
