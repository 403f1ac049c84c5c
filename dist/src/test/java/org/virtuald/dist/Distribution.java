package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The distribution as the build has just made it. */
final class Distribution {

    /** Its directory. */
    static final Path HOME = Path.of("target", "virtuald").toAbsolutePath();

    /** Where tests keep what all of them use, made anew by each run. */
    static final Path SHARED = Path.of("target", "it").toAbsolutePath();

    private Distribution() {}

    /** A command line of {@code bin/virtuald}. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("bin").resolve("virtuald").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs {@code bin/virtuald} until it ends. */
    static Outcome run(String... arguments) throws IOException, InterruptedException {
        return Outcome.of(command(arguments));
    }
}
