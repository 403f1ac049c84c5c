package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.virtuald.host.service.ServiceStarter;
import org.virtuald.service.BundleHost;

/** The embedded Felix. Its cache is thrown away at every start: the truth is in the conf directory. */
final class OsgiFramework implements AutoCloseable {
    private static final long STOP_MILLIS = 10_000;

    private final Framework framework;
    private final BundleContext context;

    private OsgiFramework(Framework framework) {
        this.framework = framework;
        this.context = framework.getBundleContext();
    }

    /**
     * Starts the framework with no bundle but its own.
     *
     * @param cache an existing directory of this host alone
     * @param conf the conf directory, which bundles are told
     * @param state the state directory, which bundles are told
     * @param starter registered for the bundles of conf files
     */
    static OsgiFramework start(Path cache, Path conf, Path state, ServiceStarter starter)
            throws BundleException, IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, cache.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES, ExportedPackages.list());
        Path settingsCopies = cache.resolve("settings");
        settings.put(BundleHost.CONF_DIRECTORY, conf.toString());
        settings.put(BundleHost.SETTINGS_DIRECTORY, settingsCopies.toString());
        settings.put(BundleHost.STATE_DIRECTORY, state.toString());
        settings.put("felix.service.urlhandlers", "false");
        settings.put("felix.bootdelegation.implicit", "false");
        settings.put("felix.resolver.parallelism", "1");
        settings.put("felix.log.level", "1");
        Framework framework = new FrameworkFactory().newFramework(settings);
        framework.init();
        Files.createDirectories(settingsCopies); // only now: the framework has emptied its cache
        framework.getBundleContext().registerService(ServiceStarter.class, starter, null);
        framework.start();
        return new OsgiFramework(framework);
    }

    /** The framework's own context, through which bundles are installed. */
    BundleContext context() {
        return context;
    }

    /** Stops all bundles and the framework; returns when that is done. */
    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
