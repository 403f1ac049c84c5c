package org.virtuald.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Small static programs in C that find out, from inside a root, what a program has and can do. */
final class CProgram {

    private static final List<String> COMPILERS = List.of("/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang");
    private static final Map<String, Path> MADE = new HashMap<>(); // guarded by the class

    private CProgram() {}

    /** Puts {@code src/test/c/NAME.c} into a root as {@code /bin/NAME}; skips the test where it cannot be compiled. */
    static Path install(String name, Path root) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        return Files.copy(compiled(name), bin.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static synchronized Path compiled(String name) throws IOException, InterruptedException {
        Path known = MADE.get(name);
        if (known != null) {
            return known;
        }
        String compiler = COMPILERS.stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("");
        assumeTrue(!compiler.isEmpty(), "there is no C compiler to make " + name + " with");
        Path made = Files.createDirectories(Distribution.SHARED).resolve(name);
        String source = Path.of("src", "test", "c", name + ".c").toString();
        Outcome outcome = Outcome.of(List.of(compiler, "-static", "-O1", "-o", made.toString(), source));
        assumeTrue(outcome.status() == 0, () -> "the C compiler cannot make a static program: " + outcome.err());
        MADE.put(name, made);
        return made;
    }
}
