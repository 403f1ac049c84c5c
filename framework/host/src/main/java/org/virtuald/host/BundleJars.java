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
    private final Path copies;
    private final FileTrust trust;
    private final BundleRefresh refresh;
    private final BundleListeners listeners;
    private final Grace grace;
    private final Map<Path, Stamps> seen = new HashMap<>();
    private final Map<Path, JarBundle> bundles = new HashMap<>();

    /** What is wrong with the latest of a jar or of its settings. */
    private final SortedMap<Path, String> refused = new TreeMap<>();

    /**
     * @param settings the directory with the properties files of bundles
     * @param copies an existing one, where the bundles find them
     * @param trust what jars and their settings must pass
     * @param listeners of the bundles' services, which outlive a replacement
     * @param grace theirs, when they stop
     */
    BundleJars(
            BundleContext context,
            List<Path> directories,
            Path settings,
            Path copies,
            FileTrust trust,
            BundleListeners listeners,
            Grace grace) {
        this.context = context;
        this.directories = directories;
        this.settings = settings;
        this.copies = copies;
        this.trust = trust;
        this.listeners = listeners;
        this.grace = grace;
        this.refresh = new BundleRefresh(context);
    }

    /** Installs what is new, updates what has changed, uninstalls what is gone. */
    void reconcile(BundleChanges changes) {
        SortedMap<Path, Stamps> there = new TreeMap<>();
        List<String> unreadable = new ArrayList<>();
        directories.forEach(directory -> look(directory, there, unreadable));
        for (Path gone : List.copyOf(seen.keySet())) {
            if (!there.containsKey(gone)) {
                attempt(gone, () -> remove(gone), changes.removed());
            }
        }
        List<Path> installed = new ArrayList<>();
        there.forEach((jar, stamp) -> {
            if (stamp.equals(seen.get(jar))) {
                if (!refused.containsKey(jar)) {
                    changes.unchanged().add(nameOf(jar));
                }
            } else if (bundles.containsKey(jar)) {
                attempt(jar, () -> replace(jar, stamp), changes.changed());
            } else {
                attempt(jar, () -> install(jar, stamp, installed), new ArrayList<>());
            }
        });
        // after all are there: one may need what another exports
        installed.forEach(jar -> attempt(jar, () -> start(jar), changes.added()));
        refused.keySet().forEach(jar -> changes.refused().add(nameOf(jar)));
        changes.failures().addAll(unreadable);
        changes.failures().addAll(refused.values());
    }

    private static String nameOf(Path jar) {
        return jar.getFileName().toString();
    }

    /** Something to do for a jar; answers false when that has to wait until the jar is complete. */
    @FunctionalInterface
    private interface Work {
        boolean run() throws IOException, BundleException;
    }

    private void attempt(Path jar, Work work, List<String> done) {
        try {
            if (work.run()) {
                refused.remove(jar);
                done.add(nameOf(jar));
            }
        } catch (IOException e) {
            refuse(jar, FileFailure.reason(e));
        } catch (BundleException e) {
            refuse(jar, reason(e));
        } catch (RuntimeException e) {
            refuse(jar, e.toString());
        }
    }

    private void refuse(Path jar, String reason) {
        // a bundle speaks of the copy of its settings
        String failure = jar + ": " + reason.replace(copies.toString(), settings.toString());
        if (!failure.equals(refused.put(jar, failure))) {
            LOG.error("{}", failure);
        }
    }

    /** What the activator has thrown, if it was that, and the framework's words otherwise. */
    private static String reason(BundleException failure) {
        Throwable cause = failure.getCause();
        return failure.getType() == BundleException.ACTIVATOR_ERROR && cause != null
                ? "its activator has thrown " + cause
                : String.valueOf(failure.getMessage());
    }

    private static String settingsName(Path jar) {
        String name = nameOf(jar);
        return name.substring(0, name.length() - SUFFIX.length()) + ".properties";
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
            String failure = directory + ": " + e.getMessage();
            LOG.error("{}", failure);
            failures.add(failure);
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
        return settings.resolve(settingsName(jar));
    }

    /** The content of a jar; empty while it is being written, which the next look sees the end of. */
    private Optional<JarContent> read(Path jar, Stamps stamp) throws IOException {
        seen.put(jar, stamp); // also when it is bad: that is told once
        if (stamp.distrust().isPresent()) {
            throw new IOException(stamp.distrust().get());
        }
        Optional<JarContent> content = JarContent.read(jar, stamp.jar());
        if (content.isEmpty()) {
            seen.remove(jar);
        }
        return content;
    }

    private boolean install(Path jar, Stamps stamp, List<Path> installed) throws IOException, BundleException {
        Optional<JarContent> content = read(jar, stamp);
        if (content.isPresent()) {
            String name = settingsName(jar);
            BundleSettings own = new BundleSettings(settings.resolve(name), copies.resolve(name));
            bundles.put(jar, new JarBundle(context, "virtuald:bundle" + jar, content.get(), own, refresh));
            installed.add(jar);
        }
        return content.isPresent();
    }

    private boolean replace(Path jar, Stamps stamp) throws IOException, BundleException {
        JarBundle present = bundles.get(jar);
        Optional<JarContent> content = read(jar, stamp);
        if (present == null || content.isEmpty()) {
            return false;
        }
        grace.renew();
        listeners.beginReplacement();
        try {
            present.update(content.get());
        } finally {
            listeners.endReplacement();
        }
        return true;
    }

    private boolean start(Path jar) throws IOException, BundleException {
        JarBundle bundle = bundles.get(jar);
        if (bundle != null) {
            bundle.start();
        }
        return true;
    }

    private boolean remove(Path jar) throws IOException, BundleException {
        JarBundle bundle = bundles.get(jar);
        if (bundle != null) {
            grace.renew();
            bundle.remove();
        }
        bundles.remove(jar); // not before: what could not be removed is tried again
        seen.remove(jar);
        return true;
    }
}
