package org.virtuald.host;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.virtuald.service.BundleSettings;

/** What each bundle is told when it asks for its settings. For any thread. */
final class GivenSettings implements ServiceFactory<BundleSettings> {
    private final Path directory;
    private final Map<Long, SettingsFile> given = new ConcurrentHashMap<>();

    /**
     * @param directory with the properties files
     */
    GivenSettings(Path directory) {
        this.directory = directory;
    }

    /** Lets bundles ask, until the framework ends. */
    void offer(BundleContext context) {
        context.registerService(BundleSettings.class, this, null);
    }

    /** Decides what a bundle is told from its next start on. */
    void give(Bundle bundle, SettingsFile settings) {
        given.put(bundle.getBundleId(), settings);
    }

    /** The bundle is gone. */
    void forget(Bundle bundle) {
        given.remove(bundle.getBundleId());
    }

    @Override
    public BundleSettings getService(Bundle bundle, ServiceRegistration<BundleSettings> registration) {
        SettingsFile settings = given.get(bundle.getBundleId());
        return settings != null
                ? settings
                : new SettingsFile(directory.resolve(bundle.getSymbolicName() + ".properties"), Optional.empty());
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<BundleSettings> registration, BundleSettings settings) {
        // nothing is open
    }
}
