package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a command that has ended left.
 *
 * @param status its exit status
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr
 */
record Outcome(int status, String out, String err) {

    /** Runs a command with this process's environment. */
    static Outcome of(List<String> command) throws IOException, InterruptedException {
        return of(command, Map.of());
    }

    /**
     * Runs a command.
     *
     * @param environment added to this process's; an empty value takes the variable away
     */
    static Outcome of(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        return of(command, environment, Await.DEADLINE);
    }

    /** The same for a command that may take longer, or has to be faster, than most. */
    static Outcome of(List<String> command, Map<String, String> environment, Duration deadline)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            assertThat(process.waitFor(deadline.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            return new Outcome(process.exitValue(), out.join(), err.join());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(InputStream from) {
        try {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "[cannot be read: " + e + "]";
        }
    }

    /** Whether the command did what it should; its stderr is the message if not. */
    Outcome andWell() {
        assertThat(status).as("exit status; stderr was: %s", err).isZero();
        return this;
    }
}
