package org.virtuald.dist;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a program, {@code probe.c} or {@code listener.c}, found when it was started as a service's program. */
final class Probe {

    private static final Path SOURCES = Path.of("src", "test", "c");
    private static final List<String> COMPILERS = List.of("/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang");

    private static final Map<String, Path> PROGRAMS = new HashMap<>(); // guarded by the class

    private final String text;

    private Probe(String text) {
        this.text = text;
    }

    /** Makes a root that holds the program {@code /bin/probe} and nothing else; skips the test where that cannot be. */
    static Path root(Path root) throws IOException, InterruptedException {
        return install("probe", root);
    }

    /** Puts a program of {@code src/test/c} into the {@code /bin} of a root; skips the test where that cannot be. */
    static Path install(String name, Path root) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(program(name), bin.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        return root;
    }

    private static synchronized Path program(String name) throws IOException, InterruptedException {
        if (!PROGRAMS.containsKey(name)) {
            String compiler = COMPILERS.stream()
                    .filter(path -> Files.isExecutable(Path.of(path)))
                    .findFirst()
                    .orElse("");
            assumeTrue(!compiler.isEmpty(), "there is no C compiler to make the probe with");
            Path made = Files.createDirectories(Distribution.SHARED).resolve(name);
            Path source = SOURCES.resolve(name + ".c");
            Outcome outcome = Outcome.of(List.of(compiler, "-static", "-O1", "-o", made.toString(), source.toString()));
            assumeTrue(outcome.status() == 0, () -> "the C compiler cannot make a static program: " + outcome.err());
            PROGRAMS.put(name, made);
        }
        return requireNonNull(PROGRAMS.get(name));
    }

    /** Connects to a service whose program the probe is. */
    static Probe ask(String address, int port) throws IOException {
        String text = Client.ask(address, port);
        assertThat(text).contains("\nargument ");
        return of(text);
    }

    /** What such a program has said. */
    static Probe of(String text) {
        return new Probe(text);
    }

    /** The rest of the line that begins with a name. */
    String value(String name) {
        return values(name).get(0);
    }

    /** The rest of each line that begins with a name. */
    List<String> values(String name) {
        List<String> values = text.lines()
                .filter(line -> line.equals(name) || line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip())
                .toList();
        assertThat(values).as("%s in:\n%s", name, text).isNotEmpty();
        return values;
    }
}
