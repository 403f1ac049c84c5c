package org.virtuald.root;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program of this machine that was run to its end.
 *
 * @param status its exit status
 * @param output what it wrote to stdout and stderr
 */
record Command(int status, String output) {

    /** Runs a program with no input and no environment, so that no {@code LD_} variable changes what a loader says. */
    static Command run(List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Command(process.waitFor(), output.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + arguments.get(0) + " ran");
        } finally {
            process.destroyForcibly();
        }
    }
}
