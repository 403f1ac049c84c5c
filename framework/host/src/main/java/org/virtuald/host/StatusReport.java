package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the host and its launcher are doing, as fields of an answer on the control socket. For any thread. */
final class StatusReport {
    private static final String RESIDENT = "VmRSS:";
    private static final int BYTES_A_KIB = 1024;

    private final ServiceReports services;
    private final long launcher;
    private final Instant since = Instant.now();
    private final long sinceNanos = System.nanoTime();

    /**
     * Counts the time from now on.
     *
     * @param launcher the launcher's process
     */
    StatusReport(ServiceReports services, long launcher) {
        this.services = services;
        this.launcher = launcher;
    }

    Map<String, Object> all() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version());
        fields.put("since", since.toString());
        fields.put(
                "uptime_seconds",
                Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds());
        fields.put("host", process(ProcessHandle.current().pid()));
        fields.put("launcher", process(launcher));
        fields.put("services", services.all());
        return fields;
    }

    /** Of this host. */
    static String version() {
        String version = StatusReport.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }

    /** The services alone. */
    List<Map<String, Object>> services() {
        return services.all();
    }

    private static Map<String, Object> process(long pid) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pid", pid);
        try {
            Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .findFirst()
                    .ifPresent(line -> fields.put("rss_bytes", kibibytes(line) * BYTES_A_KIB));
        } catch (IOException e) {
            // proc(5) mounted with hidepid, or the process is about to end: the field is missing
        }
        return fields;
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
