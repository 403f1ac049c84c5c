package org.virtuald.host.metrics;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the host's process and the launcher's take from the machine. The host's have the names that Prometheus gives to every process and
 * every JVM, so that dashboards for those fit.
 */
public final class ProcessMetrics {
    private static final int BYTES_A_KIB = 1024;
    private static final double MILLIS_A_SECOND = 1000;

    private ProcessMetrics() {}

    /** Adds those of both. */
    public static void add(long launcher, MetricFamilies to) {
        addProcess(ProcessHandle.current(), "process", to);
        ProcessHandle.current()
                .info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .ifPresent(millis -> to.gauge(
                        "process_start_time_seconds",
                        "When the host was started, since the epoch.",
                        millis / MILLIS_A_SECOND));
        field("/proc/self/limits", "Max open files")
                .ifPresent(most -> to.gauge("process_max_fds", "How many descriptors the host may have.", most));
        Optional<ProcessHandle> other = ProcessHandle.of(launcher).filter(ProcessHandle::isAlive);
        to.gauge("virtuald_launcher_up", "Whether the launcher lives.", other.isPresent() ? 1 : 0);
        other.ifPresent(process -> addProcess(process, "virtuald_launcher", to));
        addJvm(to);
    }

    private static void addProcess(ProcessHandle process, String prefix, MetricFamilies to) {
        String whose = prefix.equals("process") ? "the host" : "the launcher";
        process.info()
                .totalCpuDuration()
                .map(MetricFamilies::seconds)
                .ifPresent(time -> to.counter(prefix + "_cpu_seconds", "Processor time of " + whose + ".", time));
        Path directory = Path.of("/proc", Long.toString(process.pid()));
        field(directory.resolve("status").toString(), "VmRSS:")
                .ifPresent(kib -> to.gauge(
                        prefix + "_resident_memory_bytes", "Resident memory of " + whose + ".", kib * BYTES_A_KIB));
        descriptors(directory.resolve("fd"))
                .ifPresent(open -> to.gauge(prefix + "_open_fds", "Open descriptors of " + whose + ".", open));
    }

    /** The first number behind a name that begins a line; none in a file that is not for this user. */
    private static OptionalLong field(String file, String name) {
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            return lines.stream()
                    .filter(line -> line.startsWith(name))
                    .flatMap(line -> Stream.of(line.substring(name.length()).split("\\s+")))
                    .filter(word -> word.matches("\\d{1,18}"))
                    .mapToLong(Long::parseLong)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Linux 6.2 and later say it as the directory's size, which needs no permission to read the directory. */
    private static OptionalLong descriptors(Path directory) {
        try {
            long size = Files.size(directory);
            if (size > 0) {
                return OptionalLong.of(size);
            }
            try (Stream<Path> open = Files.list(directory)) {
                return OptionalLong.of(open.count());
            }
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static void addJvm(MetricFamilies to) {
        String used = "Memory that the host's JVM uses.";
        var memory = ManagementFactory.getMemoryMXBean();
        to.gauge("jvm_memory_used_bytes", used, memory.getHeapMemoryUsage().getUsed(), "area", "heap");
        to.gauge("jvm_memory_used_bytes", used, memory.getNonHeapMemoryUsage().getUsed(), "area", "nonheap");
        to.gauge(
                "jvm_memory_max_bytes",
                "What it may use.",
                memory.getHeapMemoryUsage().getMax(),
                "area",
                "heap");
        to.gauge(
                "jvm_threads_current",
                "Threads of the host.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        to.gauge(
                "jvm_classes_currently_loaded",
                "Classes that the host has loaded.",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            to.summary(
                    "jvm_gc_collection_seconds",
                    "Time in garbage collection.",
                    Math.max(0, collector.getCollectionCount()),
                    Duration.ofMillis(Math.max(0, collector.getCollectionTime())),
                    "gc",
                    collector.getName());
        }
    }
}
