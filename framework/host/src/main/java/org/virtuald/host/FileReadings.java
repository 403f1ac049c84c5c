package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

/**
 * The readings of the services' conf files. A conf is read again only when a file that its last reading was made from has
 * changed. Confined to one thread.
 */
final class FileReadings {

    /** A reading, and the stamps of the files at the time. */
    private record Made(Reading<ServiceConf> reading, FileStamps stamps) {}

    private final Path confDirectory;
    private final Map<String, Made> made = new HashMap<>();

    FileReadings(Path confDirectory) {
        this.confDirectory = confDirectory;
    }

    /**
     * What the service's conf says now; the last reading, if there is one, when a file was written so late that its writer
     * may not be done.
     *
     * @param untouchedSince when a file must have been complete
     */
    Optional<Reading<ServiceConf>> of(String service, Instant untouchedSince) {
        Made last = made.get(service);
        if (last != null && last.stamps().areCurrent()) {
            return Optional.of(last.reading());
        }
        if (isTouchedSince(untouchedSince, service)) {
            return Optional.ofNullable(last).map(Made::reading);
        }
        return Optional.of(read(service));
    }

    /** Whether a file of the service's conf was written, or taken away, after an instant. */
    boolean isTouchedSince(Instant then, String service) {
        Made last = made.get(service);
        return FileStamp.isTouchedSince(then, ServiceFiles.file(confDirectory, service))
                || (last != null && last.stamps().isTouchedSince(then));
    }

    /** The files that the last readings were made from. */
    Set<Path> files() {
        return made.values().stream()
                .flatMap(reading -> reading.stamps().files().keySet().stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Reading<ServiceConf> read(String service) {
        Map<Path, Optional<FileStamp>> files = new HashMap<>();
        ConfFiles recording = file -> {
            files.put(file, FileStamp.of(file));
            return readPlainly(file);
        };
        Instant now = Instant.now();
        Reading<ServiceConf> reading = new ConfReader(confDirectory, recording).service(service);
        made.put(service, new Made(reading, new FileStamps(files, now)));
        return reading;
    }

    private static byte[] readPlainly(Path file) throws IOException {
        return ConfFiles.plain().read(file);
    }

    /** Forgets services whose conf is gone. */
    void keepOnly(Iterable<String> services) {
        Map<String, Made> kept = new HashMap<>();
        for (String service : services) {
            Made reading = made.get(service);
            if (reading != null) {
                kept.put(service, reading);
            }
        }
        made.clear();
        made.putAll(kept);
    }
}
