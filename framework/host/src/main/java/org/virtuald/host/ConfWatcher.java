package org.virtuald.host;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the conf directory, and the files outside it that its confs name, and says when it is worth a look: soon after
 * something was written and has been quiet for a moment, and every few seconds anyway, because not every file system tells
 * of its changes, inotify(7).
 */
final class ConfWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final Duration RESCAN = Duration.ofSeconds(5);

    /** A writer that pauses for less is not done yet. */
    private static final Duration QUIET = Duration.ofMillis(100);

    /** While one file is written all the time the others are looked at all the same. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(700);

    private final List<Path> confFolders;
    private final WatchService watches;
    private final Runnable look;

    /** The names that count in each watched folder, all of them where there are none. Guarded by this. */
    private Map<WatchKey, Set<String>> watched = new HashMap<>();

    private ConfWatcher(Path confDirectory, WatchService watches, Runnable look) {
        this.confFolders = List.of(
                confDirectory,
                confDirectory.resolve("services"),
                confDirectory.resolve("roots"),
                confDirectory.resolve("bundles"));
        this.watches = watches;
        this.look = look;
    }

    /**
     * Starts to watch, on a thread of its own.
     *
     * @param look run when it is worth a look; it returns at once
     */
    static ConfWatcher start(Path confDirectory, Runnable look) throws IOException {
        ConfWatcher watcher =
                new ConfWatcher(confDirectory, FileSystems.getDefault().newWatchService(), look);
        Thread thread = new Thread(watcher::run, "watch");
        thread.setDaemon(true);
        thread.start();
        return watcher;
    }

    /**
     * Watches the conf directory and these files from now on. To be called again and again: a folder may have been made, or
     * put in another's place, since the last time.
     */
    synchronized void follow(Collection<Path> files) {
        Map<Path, Set<String>> wanted = WatchedNames.of(files);
        confFolders.forEach(folder -> wanted.put(folder, Set.of()));
        Map<WatchKey, Set<String>> keys = new HashMap<>();
        wanted.forEach((folder, names) -> register(folder, names, keys));
        boolean more = !watched.keySet().containsAll(keys.keySet());
        watched.keySet().stream().filter(key -> !keys.containsKey(key)).forEach(WatchKey::cancel);
        watched = keys;
        if (more) {
            look.run(); // what has happened there before it was watched
        }
    }

    private void register(Path folder, Set<String> names, Map<WatchKey, Set<String>> keys) {
        if (Files.isDirectory(folder)) {
            try {
                WatchKey key = folder.register(
                        watches,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                keys.merge(key, names, ConfWatcher::union); // one folder can have two paths
            } catch (IOException | ClosedWatchServiceException e) {
                LOG.debug("cannot watch {}: {}", folder, e.getMessage());
            }
        }
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return Set.of();
        }
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private void run() {
        try {
            while (true) {
                awaitEvent();
                look.run();
            }
        } catch (ClosedWatchServiceException e) {
            // the host stops
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns after an event that counts and a quiet moment, or when it is time to look anyway. */
    private void awaitEvent() throws InterruptedException {
        long end = System.nanoTime() + RESCAN.toNanos();
        boolean waiting = true;
        for (long left = end - System.nanoTime(); waiting && left > 0; left = end - System.nanoTime()) {
            WatchKey key = watches.poll(left, TimeUnit.NANOSECONDS);
            if (key != null && counts(key)) {
                awaitQuiet();
                waiting = false;
            }
        }
    }

    private void awaitQuiet() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        long quiet = System.nanoTime() + QUIET.toNanos();
        for (long left = QUIET.toNanos(); left > 0; left = Math.min(quiet, end) - System.nanoTime()) {
            WatchKey key = watches.poll(left, TimeUnit.NANOSECONDS);
            if (key != null && counts(key)) {
                quiet = System.nanoTime() + QUIET.toNanos();
            }
        }
    }

    /** Whether one of the key's events is about a name that counts, or may be. */
    private synchronized boolean counts(WatchKey key) {
        Set<String> names = watched.getOrDefault(key, Set.of());
        boolean counts = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            counts |= names.isEmpty()
                    || event.context() == null
                    || names.contains(event.context().toString());
        }
        return !key.reset() || counts;
    }

    @Override
    public void close() throws IOException {
        watches.close();
    }
}
