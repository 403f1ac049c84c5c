package org.virtuald.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundle of one jar, with a copy of the latest of its jars that could be started, and the settings that it had then. One
 * whose activator does not return is left behind, and another bundle takes its place.
 */
final class JarBundle {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** What bundles of jars need of the host. */
    record Surroundings(BundleContext context, BundleRefresh refresh, GivenSettings settings, Presence presence) {}

    private final Surroundings host;
    private final String location;
    private final Path good;
    private Bundle bundle;
    private int leftBehind;
    private JarContent content;
    private SettingsFile settings;
    private SettingsFile goodSettings;

    /** Installs a bundle; it is not started yet. */
    JarBundle(Surroundings host, String location, JarContent content, SettingsFile settings)
            throws IOException, BundleException {
        this.host = host;
        this.location = location;
        this.content = content;
        this.settings = settings;
        this.goodSettings = settings;
        bundle = install(content);
        good = host.context()
                .getDataFile("bundle-" + bundle.getBundleId() + ".jar")
                .toPath();
    }

    private Bundle install(JarContent jar) throws IOException, BundleException {
        try (InputStream stream = jar.stream()) {
            return host.context().installBundle(leftBehind == 0 ? location : location + "#" + leftBehind, stream);
        }
    }

    /** Starts it for the first time. */
    void start() throws IOException, BundleException {
        launch(settings);
        started();
    }

    private void started() throws IOException {
        Files.write(good, content.bytes());
        goodSettings = settings;
        content = new JarContent(new byte[0]); // it is in the file now
        LOG.info("bundle {} {} started", bundle.getSymbolicName(), bundle.getVersion());
    }

    /**
     * Puts another jar, or other settings, in the place of what there is. A bundle that an administrator has stopped stays
     * stopped.
     *
     * @throws BundleException when it does not start; the latest jar that did is started again with the settings that it had
     */
    void update(JarContent newer, SettingsFile newerSettings) throws IOException, BundleException {
        boolean wantsToRun = bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
        try {
            content = newer;
            settings = newerSettings;
            replace(newer, newerSettings, wantsToRun);
            if (wantsToRun) {
                started();
            }
        } catch (BundleException e) {
            goBack(wantsToRun, e);
            throw e;
        }
    }

    private void goBack(boolean wantsToRun, BundleException reason) throws IOException {
        if (!Files.exists(good)) {
            return;
        }
        try {
            replace(new JarContent(Files.readAllBytes(good)), goodSettings, wantsToRun);
            LOG.warn(
                    "bundle {}: the earlier version {} goes on, with the settings that it had",
                    bundle.getSymbolicName(),
                    bundle.getVersion());
        } catch (BundleException e) {
            LOG.error(
                    "bundle {}: the earlier version does not start again: {}", bundle.getSymbolicName(), e.toString());
            reason.addSuppressed(e);
        }
    }

    private void replace(JarContent by, SettingsFile with, boolean start) throws IOException, BundleException {
        if (isStopped()) {
            try (InputStream stream = by.stream()) {
                bundle.update(stream);
            }
            host.refresh().refresh(bundle);
        } else {
            bundle = install(by);
        }
        if (start) {
            launch(with);
        } else {
            host.settings().give(bundle, with);
        }
    }

    private void launch(SettingsFile with) throws BundleException {
        host.settings().give(bundle, with);
        host.refresh().resolve(bundle);
        ActivatorCall call = new ActivatorCall(bundle, "start", Bundle::start, this::isBack);
        if (!call.isMadeInTime()) {
            leave();
            throw new BundleException(call.late(), BundleException.UNSPECIFIED);
        }
    }

    /** Stops the bundle, whatever its activator throws; answers whether the framework can go on to work with it. */
    private boolean isStopped() {
        if (host.presence().isLeft(bundle)) {
            return false;
        }
        BundleThreads threads = new BundleThreads(bundle);
        host.presence().endServices(bundle);
        ActivatorCall call = new ActivatorCall(bundle, "stop", one -> one.stop(Bundle.STOP_TRANSIENT), this::isBack);
        try {
            if (!call.isMadeInTime()) {
                leave();
                return false;
            }
        } catch (BundleException e) { // it is stopped all the same
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.warn("bundle {}: its activator has thrown in stop: {}", bundle.getSymbolicName(), cause.toString());
        }
        threads.tellOfThoseLeft();
        return true;
    }

    private void leave() {
        leftBehind++;
        host.presence().leave(bundle);
    }

    /** On the thread of an activator that was given up: the framework can drop its bundle now. */
    private void isBack(Bundle late) {
        try {
            late.uninstall();
            host.refresh().refresh(late);
            host.settings().forget(late);
            LOG.info("bundle {} that was left behind is removed: its activator has returned", late.getSymbolicName());
        } catch (BundleException | RuntimeException e) {
            LOG.error("bundle {} that was left behind cannot be removed: {}", late.getSymbolicName(), e.toString());
        }
    }

    /** Stops and uninstalls it. */
    void remove() throws IOException, BundleException {
        try {
            if (isStopped()) {
                bundle.uninstall();
                host.refresh().refresh(bundle);
                host.settings().forget(bundle);
            }
        } finally {
            Files.deleteIfExists(good);
        }
        LOG.info("bundle {} {} removed", bundle.getSymbolicName(), bundle.getVersion());
    }
}
