package org.virtuald.host.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.Host;

/**
 * Makes the end of a host by {@code System.exit} of a bundle what it is: a failure. Java has no means to forbid that call, but
 * the log tells who has made it, and the exit status has the supervisor start the host again.
 */
final class ExitGuard {
    private ExitGuard() {}

    /** From now on the process ends with {@link ExitStatus#SOFTWARE} unless the host stops first. */
    static void watch(Host host) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(host), "exit"));
    }

    private static void end(Host host) {
        if (!host.isStopping()) {
            String who = caller(Thread.getAllStackTraces());
            LogOutput.tellWithoutLogger(who + "; the host ends, running programs go on");
            Runtime.getRuntime().halt(ExitStatus.SOFTWARE.code());
        }
    }

    private static String caller(Map<Thread, StackTraceElement[]> threads) {
        return threads.entrySet().stream()
                .flatMap(thread -> caller(thread.getKey(), thread.getValue()).stream())
                .findFirst()
                .orElse("something has ended this process");
    }

    /** The frame below {@code Runtime.exit}, or below {@code System.exit} if that was used. */
    private static Optional<String> caller(Thread thread, StackTraceElement[] frames) {
        boolean exits = Arrays.stream(frames)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit"));
        if (!exits) {
            return Optional.empty();
        }
        return Arrays.stream(frames)
                .filter(frame -> !frame.getClassName().startsWith("java.lang."))
                .findFirst()
                .map(frame -> "thread " + thread.getName() + " has called System.exit in " + frame.getClassName() + "."
                        + frame.getMethodName());
    }
}
