package org.virtuald.bundles.tarpit;

import java.io.IOException;
import java.util.Map;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.virtuald.service.BundleSettings;
import org.virtuald.service.ConnectionFilter;

/** Registers the filter with what {@code tarpit.properties} says. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {

    /** For OSGi. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws IOException {
        Settings settings = Settings.read(context.getService(context.getServiceReference(BundleSettings.class)));
        Map<String, Object> properties = settings.services()
                .map(names -> Map.<String, Object>of(ConnectionFilter.SERVICES, names.toArray(new String[0])))
                .orElse(Map.of());
        context.registerService(
                ConnectionFilter.class, new Tarpit(settings, System::nanoTime), FrameworkUtil.asDictionary(properties));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the registration back
    }
}
