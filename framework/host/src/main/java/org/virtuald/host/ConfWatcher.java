package org.virtuald.host;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the conf directory and says when it is worth a look: soon after something in it was written and has been quiet
 * for a moment, and every few seconds anyway, because not every file system tells of its changes, inotify(7).
 */
final class ConfWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final Duration RESCAN = Duration.ofSeconds(5);

    /** A writer that pauses for less is not done yet. */
    private static final Duration QUIET = Duration.ofMillis(100);

    /** Whoever writes all the time is looked at all the same. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(700);

    private final List<Path> folders;
    private final WatchService watches;
    private final Runnable look;

    private ConfWatcher(Path confDirectory, WatchService watches, Runnable look) {
        this.folders = List.of(
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
     * @param look run on that thread
     */
    static ConfWatcher start(Path confDirectory, Runnable look) throws IOException {
        ConfWatcher watcher =
                new ConfWatcher(confDirectory, FileSystems.getDefault().newWatchService(), look);
        watcher.register();
        Thread thread = new Thread(watcher::run, "watch");
        thread.setDaemon(true);
        thread.start();
        return watcher;
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watches.poll(RESCAN.toMillis(), TimeUnit.MILLISECONDS);
                if (key != null) {
                    awaitQuiet(key);
                }
                register();
                look.run();
            }
        } catch (ClosedWatchServiceException e) {
            // the host stops
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitQuiet(WatchKey first) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        WatchKey key = first;
        while (key != null) {
            key.pollEvents();
            key.reset();
            long left = end - System.nanoTime();
            key = left <= 0 ? null : watches.poll(Math.min(left, QUIET.toNanos()), TimeUnit.NANOSECONDS);
        }
    }

    /** Again and again: a folder may have been made, or put in another's place, since the last time. */
    private void register() {
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try {
                    folder.register(
                            watches,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                } catch (IOException e) {
                    LOG.debug("cannot watch {}: {}", folder, FileFailure.reason(e));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        watches.close();
    }
}
