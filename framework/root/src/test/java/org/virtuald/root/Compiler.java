package org.virtuald.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes real programs and libraries; where there is no C compiler, the test is skipped. */
final class Compiler {

    private static final String GCC = "/usr/bin/gcc";

    private Compiler() {}

    static void compile(Path output, String source, String... options) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of(GCC)), "there is no C compiler");
        Files.createDirectories(output.getParent());
        Path file = Files.writeString(output.resolveSibling(output.getFileName() + ".c"), source);
        List<String> command = new ArrayList<>(List.of(GCC, "-o", output.toString(), file.toString()));
        command.addAll(List.of(options));
        Process gcc = new ProcessBuilder(command).inheritIO().start();
        assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assumeTrue(gcc.exitValue() == 0, "the C compiler cannot make this kind of program");
        Files.delete(file);
    }
}
