package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a program, {@code probe.c} or {@code listener.c}, found when it was started as a service's program. */
final class Probe {

    private final String text;

    private Probe(String text) {
        this.text = text;
    }

    /** Makes a root that holds the program {@code /bin/probe} and nothing else; skips the test where that cannot be. */
    static Path root(Path root) throws IOException, InterruptedException {
        CProgram.install("probe", root);
        return root;
    }

    /** Puts {@code /bin/listener} into a root. */
    static Path listener(Path root) throws IOException, InterruptedException {
        CProgram.install("listener", root);
        return root;
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
