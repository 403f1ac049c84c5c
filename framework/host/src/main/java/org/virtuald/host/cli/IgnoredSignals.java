package org.virtuald.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jnr.constants.platform.Signal;

/**
 * The signals that whoever started this process has it ignore, nohup(1) for example, or a shell for its background jobs.
 * HotSpot leaves them ignored, whatever handlers are set.
 */
final class IgnoredSignals {
    private static final String MASK = "SigIgn:";

    private IgnoredSignals() {}

    /** Those of some signals that are ignored. */
    static List<Signal> among(List<Signal> signals) throws IOException {
        return in(Files.readAllLines(Path.of("/proc/self/status")), signals);
    }

    /** The same, by the lines of a status file of proc(5). */
    static List<Signal> in(List<String> status, List<Signal> signals) {
        long mask = status.stream()
                .filter(line -> line.startsWith(MASK))
                .mapToLong(line ->
                        Long.parseUnsignedLong(line.substring(MASK.length()).strip(), 16))
                .findFirst()
                .orElse(0);
        return signals.stream()
                .filter(signal -> (mask >>> (signal.intValue() - 1) & 1) != 0)
                .toList();
    }
}
