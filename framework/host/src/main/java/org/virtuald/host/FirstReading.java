package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Reads one conf for nothing while the framework starts: most of what the first one costs is classes that are used for the
 * first time. What is wrong with it is told when it is read in earnest.
 */
final class FirstReading implements Runnable {
    private final Path confDirectory;

    FirstReading(Path confDirectory) {
        this.confDirectory = confDirectory;
    }

    /** Begins on a thread of its own, which nobody has to wait for. */
    void begin() {
        Thread thread = new Thread(this, "first reading");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        FileReadings readings = new FileReadings(confDirectory);
        try {
            ServiceFiles.names(confDirectory).stream().limit(1).forEach(name -> readings.of(name, Instant.MAX));
        } catch (IOException e) {
            // there is no conf that could be read
        }
    }
}
