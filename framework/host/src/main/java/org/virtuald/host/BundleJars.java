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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bundles of the framework in line with the jars of the bundle directories. A jar that is damaged, or whose bundle
 * does not start with its settings, does not take the place of the one that runs. Confined to the reconciler's thread.
 */
final class BundleJars {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private static final String SUFFIX = ".jar";

    /** A jar and the settings that belong to it, as they were. */
    private record Stamps(FileStamp jar, Optional<FileStamp> settings) {}

    private final JarBundle.Surroundings host;
    private final List<Path> directories;
    private final Path settings;
    private final BundleListeners listeners;
    private final Map<Path, Stamps> seen = new HashMap<>();
    private final Map<Path, JarBundle> bundles = new HashMap<>();

    /** Why what is there now is not in use; told in the log once. */
    private final Map<Path, String> refusals = new HashMap<>();

    /** The bundle directories that cannot be read. */
    private final Set<String> unreadable = new HashSet<>();

    /**
     * @param settings the directory with the properties files of bundles
     * @param listeners of the bundles' services, which outlive a replacement
     */
    BundleJars(JarBundle.Surroundings host, List<Path> directories, Path settings, BundleListeners listeners) {
        this.host = host;
        this.directories = directories;
        this.settings = settings;
        this.listeners = listeners;
    }

    /** Installs what is new, updates what has changed, uninstalls what is gone. What goes wrong is in the log, too. */
    BundleReport reconcile() {
        BundleReport report = new BundleReport();
        SortedMap<Path, Stamps> there = new TreeMap<>();
        directories.forEach(directory -> look(directory, there, report));
        for (Path gone : List.copyOf(seen.keySet())) {
            if (!there.containsKey(gone)) {
                refusals.remove(gone);
                attempt(gone, () -> remove(gone, report));
            }
        }
        List<Path> installed = new ArrayList<>();
        there.forEach((jar, stamps) -> {
            if (!stamps.equals(seen.get(jar))) {
                refusals.remove(jar);
                attempt(jar, () -> place(jar, stamps, installed, report));
            } else if (!refusals.containsKey(jar)) {
                report.unchanged().add(name(jar));
            }
        });
        // after all are there: one may need what another exports
        installed.forEach(jar -> attempt(jar, () -> start(jar, report)));
        refusals.forEach((jar, reason) -> {
            report.refused().add(name(jar));
            report.failures().add(reason);
        });
        return report;
    }

    /** Something to do for a jar. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, BundleException;
    }

    private void attempt(Path jar, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            refuse(jar, FileFailure.reason(e));
        } catch (BundleException e) {
            refuse(jar, reason(e));
        } catch (RuntimeException | LinkageError e) {
            refuse(jar, e.toString());
        }
    }

    private void refuse(Path jar, String reason) {
        String text = jar + ": " + reason;
        LOG.error("{}", text);
        if (seen.containsKey(jar)) {
            refusals.put(jar, text);
        }
    }

    /** What the activator has thrown, if it was that, and the framework's words otherwise. */
    private static String reason(BundleException failure) {
        Throwable cause = failure.getCause();
        return failure.getType() == BundleException.ACTIVATOR_ERROR && cause != null
                ? "its activator has thrown " + cause
                : String.valueOf(failure.getMessage());
    }

    private void look(Path directory, Map<Path, Stamps> there, BundleReport report) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                if (!file.getFileName().toString().startsWith(".")) {
                    FileStamp.of(file)
                            .ifPresent(stamp -> there.put(file, new Stamps(stamp, FileStamp.of(settingsOf(file)))));
                }
            }
            unreadable.removeIf(failure -> failure.startsWith(directory + ": "));
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("{}: no such bundle directory", directory);
        } catch (IOException | UncheckedIOException e) {
            // not a reason to take away what was in it
            seen.forEach((jar, stamps) -> {
                if (directory.equals(jar.getParent())) {
                    there.put(jar, stamps);
                }
            });
            String failure =
                    directory + ": " + (e instanceof IOException known ? FileFailure.reason(known) : e.getMessage());
            report.failures().add(failure);
            if (unreadable.add(failure)) {
                LOG.error("{}", failure);
            }
        }
    }

    private static String name(Path jar) {
        String file = jar.getFileName().toString();
        return file.substring(0, file.length() - SUFFIX.length());
    }

    private Path settingsOf(Path jar) {
        return settings.resolve(name(jar) + ".properties");
    }

    private void place(Path jar, Stamps stamps, List<Path> installed, BundleReport report)
            throws IOException, BundleException {
        seen.put(jar, stamps); // also when it is bad: that is told once
        Optional<JarContent> content = JarContent.read(jar, stamps.jar());
        SettingsFile file = SettingsFile.read(settingsOf(jar));
        if (content.isEmpty() || !FileStamp.of(file.file()).equals(stamps.settings())) {
            seen.remove(jar); // it is being written: the next look sees it whole
            return;
        }
        JarBundle present = bundles.get(jar);
        if (present == null) {
            bundles.put(jar, new JarBundle(host, "virtuald:bundle" + jar, content.get(), file));
            installed.add(jar);
        } else {
            listeners.beginReplacement();
            try {
                present.update(content.get(), file);
            } finally {
                listeners.endReplacement();
            }
            report.changed().add(name(jar));
        }
    }

    private void start(Path jar, BundleReport report) throws IOException, BundleException {
        JarBundle bundle = bundles.get(jar);
        if (bundle != null) {
            bundle.start();
            report.added().add(name(jar));
        }
    }

    private void remove(Path jar, BundleReport report) throws IOException, BundleException {
        seen.remove(jar);
        JarBundle bundle = bundles.remove(jar);
        if (bundle != null) {
            report.removed().add(name(jar));
            bundle.remove();
        }
    }
}
