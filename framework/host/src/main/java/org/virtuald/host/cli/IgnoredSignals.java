package org.virtuald.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signals that this process was started with as ignored ones, by nohup(1) or a shell that runs commands in the background:
 * execve(2) leaves that as it is, and so does the JVM.
 *
 * @param mask the bit of signal n is 1 &lt;&lt; n - 1
 */
record IgnoredSignals(long mask) {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final String FIELD = "SigIgn:";

    /** As proc(5) tells; none where it does not. */
    static IgnoredSignals ofThisProcess() {
        try {
            return of(Files.readAllLines(Path.of("/proc/self/status")));
        } catch (IOException e) {
            return new IgnoredSignals(0);
        }
    }

    static IgnoredSignals of(List<String> status) {
        return new IgnoredSignals(status.stream()
                .filter(line -> line.startsWith(FIELD))
                .mapToLong(line ->
                        Long.parseUnsignedLong(line.substring(FIELD.length()).strip(), 16))
                .findFirst()
                .orElse(0));
    }

    private boolean has(int signal) {
        return (mask & 1L << (signal - 1)) != 0;
    }

    /** What that means for an administrator; empty when nothing is missed. */
    Optional<String> warning() {
        List<String> parts = new ArrayList<>();
        if (has(SIGHUP)) {
            parts.add("SIGHUP does not reload the conf; virtuald reload does");
        }
        if (has(SIGINT)) {
            parts.add("SIGINT does not stop the host; SIGTERM does");
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("started with ignored signals, as by nohup or in the background of a script: "
                        + String.join("; ", parts));
    }
}
