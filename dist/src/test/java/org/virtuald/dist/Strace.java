package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A strace(1) of a process that runs, from when all of its threads are traced. Closing it ends the tracing, not the process. */
final class Strace implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/strace");

    private final Process process;

    private Strace(Process process) {
        this.process = process;
    }

    /**
     * Begins to trace; without strace(1), or where root must not trace, the test is skipped.
     *
     * @param output where the calls go, {@code -o}
     * @param options of strace(1), one of {@code -f} and {@code -ff} among them
     */
    static Strace of(long pid, Path output, String... options) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "there is no strace");
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-o", output.toString()));
        command.addAll(List.of("-p", Long.toString(pid)));
        command.addAll(List.of(options));
        Strace strace =
                new Strace(new ProcessBuilder(command).redirectErrorStream(true).start());
        boolean attached = false;
        try {
            String first = new ProcessLog(strace.process.getInputStream()).await("attached|not permitted");
            attached = first.contains("attached");
            assumeTrue(attached, "this machine does not let root trace: " + first);
            return strace;
        } finally {
            if (!attached) {
                strace.close();
            }
        }
    }

    /** Ends the tracing; after this the output is whole. */
    void end() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
