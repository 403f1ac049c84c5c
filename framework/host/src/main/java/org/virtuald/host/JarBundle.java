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

/** The bundle of one jar, and a copy of the latest of its jars that could be started. */
final class JarBundle {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final Bundle bundle;
    private final BundleRefresh refresh;
    private final BundleSettings settings;
    private final Path good;
    private final ActivatorCalls calls;
    private JarContent content; // of the latest call

    /** Installs a bundle; it is not started yet. */
    JarBundle(
            BundleContext context, String location, JarContent content, BundleSettings settings, BundleRefresh refresh)
            throws IOException, BundleException {
        this.refresh = refresh;
        this.settings = settings;
        this.content = content;
        try (InputStream stream = content.stream()) {
            bundle = context.installBundle(location, stream);
        }
        calls = new ActivatorCalls(String.valueOf(bundle.getSymbolicName()));
        good = context.getDataFile("bundle-" + bundle.getBundleId() + ".jar").toPath();
    }

    /** Starts it for the first time. */
    void start() throws IOException, BundleException {
        settings.take();
        calls.start(bundle::start);
        started();
    }

    private void started() throws IOException {
        settings.keep();
        Files.write(good, content.bytes());
        content = new JarContent(new byte[0]); // it is in the file now
        LOG.info("bundle {} {} started", bundle.getSymbolicName(), bundle.getVersion());
    }

    /**
     * Puts another jar in the place of this one, or has the same one start with other settings. A bundle that an administrator
     * has stopped stays stopped.
     *
     * @throws BundleException when it does not start; what started the last time, jar and settings, is started again
     */
    void update(JarContent newer) throws IOException, BundleException {
        settings.take();
        boolean wantsToRun = bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
        try {
            content = newer;
            replace(newer, wantsToRun);
            if (wantsToRun) {
                started();
            }
        } catch (BundleException e) {
            if (Files.exists(good)) {
                settings.restore();
                replace(new JarContent(Files.readAllBytes(good)), wantsToRun);
                LOG.warn("bundle {}: the earlier version {} goes on", bundle.getSymbolicName(), bundle.getVersion());
            }
            throw e;
        }
    }

    private void replace(JarContent by, boolean start) throws IOException, BundleException {
        calls.stop(() -> {
            bundle.stop(Bundle.STOP_TRANSIENT);
            try (InputStream stream = by.stream()) {
                bundle.update(stream);
            }
            refresh.refresh(bundle);
        });
        if (start) {
            calls.start(() -> bundle.start(Bundle.START_TRANSIENT));
        }
    }

    /** Stops and uninstalls it. */
    void remove() throws IOException, BundleException {
        calls.stop(() -> {
            bundle.uninstall();
            refresh.refresh(bundle);
        });
        Files.deleteIfExists(good);
        LOG.info("bundle {} {} removed", bundle.getSymbolicName(), bundle.getVersion());
    }
}
