package org.virtuald.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bundles of the framework in line with the jars of the bundle directories. A jar that is damaged, or whose bundle
 * does not start, does not take the place of the one that runs. Confined to the reconciler's thread.
 */
final class BundleJars {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private static final String SUFFIX = ".jar";

    /** A jar and the settings that belong to it, as they were, and why others than root could have written them. */
    private record Stamps(FileStamp jar, Optional<FileStamp> settings, Optional<String> distrust) {}

    private final BundleContext context;
    private final List<Path> directories;
    private final Path settings;
    private final FileTrust trust;
    private final BundleRefresh refresh;
    private final BundleListeners listeners;
    private final Map<Path, Stamps> seen = new HashMap<>();
    private final Map<Path, JarBundle> bundles = new HashMap<>();

    /**
     * @param settings the directory with the properties files of bundles
     * @param trust what jars and their settings must pass
     * @param listeners of the bundles' services, which outlive a replacement
     */
    BundleJars(
            BundleContext context, List<Path> directories, Path settings, FileTrust trust, BundleListeners listeners) {
        this.context = context;
        this.directories = directories;
        this.settings = settings;
        this.trust = trust;
        this.listeners = listeners;
        this.refresh = new BundleRefresh(context);
    }

    /**
     * Installs what is new, updates what has changed, uninstalls what is gone.
     *
     * @return what went wrong, also in the log
     */
    List<String> reconcile() {
        List<String> failures = new ArrayList<>();
        SortedMap<Path, Stamps> there = new TreeMap<>();
        directories.forEach(directory -> look(directory, there, failures));
        for (Path gone : List.copyOf(seen.keySet())) {
            if (!there.containsKey(gone)) {
                attempt(gone, failures, () -> remove(gone));
            }
        }
        List<Path> installed = new ArrayList<>();
        there.forEach((jar, stamp) -> attempt(jar, failures, () -> {
            if (!stamp.equals(seen.get(jar))) {
                place(jar, stamp, installed);
            }
        }));
        // after all are there: one may need what another exports
        installed.forEach(jar -> attempt(jar, failures, () -> start(jar)));
        return failures;
    }

    /** Something to do for a jar. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, BundleException;
    }

    private static void attempt(Path jar, List<String> failures, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            fail(jar + ": " + FileFailure.reason(e), failures);
        } catch (BundleException e) {
            fail(jar + ": " + reason(e), failures);
        } catch (RuntimeException e) {
            fail(jar + ": " + e, failures);
        }
    }

    private static void fail(String failure, List<String> failures) {
        LOG.error("{}", failure);
        failures.add(failure);
    }

    /** What the activator has thrown, if it was that, and the framework's words otherwise. */
    private static String reason(BundleException failure) {
        Throwable cause = failure.getCause();
        return failure.getType() == BundleException.ACTIVATOR_ERROR && cause != null
                ? "its activator has thrown " + cause
                : String.valueOf(failure.getMessage());
    }

    private void look(Path directory, Map<Path, Stamps> there, List<String> failures) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                if (!file.getFileName().toString().startsWith(".")) {
                    Path properties = settingsOf(file);
                    FileStamp.of(file)
                            .ifPresent(stamp -> there.put(
                                    file,
                                    new Stamps(
                                            stamp,
                                            FileStamp.of(properties),
                                            distrust(file).or(() -> distrust(properties)))));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("{}: no such bundle directory", directory);
        } catch (IOException | UncheckedIOException e) {
            fail(directory + ": " + e.getMessage(), failures);
        }
    }

    /** Whoever writes a bundle is the host's user, and may start programs; that is root's to give. */
    private Optional<String> distrust(Path file) {
        try {
            trust.check(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(FileFailure.reason(e));
        }
    }

    private Path settingsOf(Path jar) {
        String name = jar.getFileName().toString();
        return settings.resolve(name.substring(0, name.length() - SUFFIX.length()) + ".properties");
    }

    private void place(Path jar, Stamps stamp, List<Path> installed) throws IOException, BundleException {
        seen.put(jar, stamp); // also when it is bad: that is told once
        if (stamp.distrust().isPresent()) {
            throw new IOException(stamp.distrust().get());
        }
        Optional<JarContent> content = JarContent.read(jar, stamp.jar());
        if (content.isEmpty()) {
            seen.remove(jar); // it is being written: the next look sees it whole
            return;
        }
        JarBundle present = bundles.get(jar);
        if (present == null) {
            bundles.put(jar, new JarBundle(context, "virtuald:bundle" + jar, content.get(), refresh));
            installed.add(jar);
        } else {
            listeners.beginReplacement();
            try {
                present.update(content.get());
            } finally {
                listeners.endReplacement();
            }
        }
    }

    private void start(Path jar) throws IOException, BundleException {
        JarBundle bundle = bundles.get(jar);
        if (bundle != null) {
            bundle.start();
        }
    }

    private void remove(Path jar) throws IOException, BundleException {
        seen.remove(jar);
        JarBundle bundle = bundles.remove(jar);
        if (bundle != null) {
            bundle.remove();
        }
    }
}
