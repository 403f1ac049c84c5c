package org.virtuald.bundles.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.virtuald.service.BundleHost;
import org.virtuald.service.DatagramService;
import org.virtuald.service.Service;

/** Registers the services that {@code internal.properties} names. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {

    /** For OSGi. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws IOException {
        Path settings = Path.of(context.getProperty(BundleHost.SETTINGS_DIRECTORY));
        Settings.Wanted wanted = Settings.read(settings.resolve("internal.properties"));
        wanted.services().forEach(service -> context.registerService(Service.class, service, null));
        wanted.datagrams().forEach(service -> context.registerService(DatagramService.class, service, null));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the registrations back
    }
}
