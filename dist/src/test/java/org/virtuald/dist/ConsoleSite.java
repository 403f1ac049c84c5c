package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A site whose host has the console. */
final class ConsoleSite implements AutoCloseable {
    /** What a page that takes texts for markup would run. */
    static final String MARKUP = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">";

    private final Site site = new Site();
    private final Path root = site.root("root");

    ConsoleSite() throws IOException, InterruptedException {
        Files.createDirectories(bundles());
        settings("listen = 127.0.0.1:0\n");
        Path shipped = Distribution.HOME.resolve("share").resolve("bundles").resolve("console.jar");
        Path copy = Files.copy(shipped, bundles().resolve(".new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, bundles().resolve("console.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    Site site() {
        return site;
    }

    Path root() {
        return root;
    }

    Path bundles() {
        return site.conf().resolve("bundles");
    }

    void settings(String text) throws IOException {
        Reloads.put(bundles().resolve("console.properties"), text);
    }

    /** A service that says back what it hears, one that says a word, one that cannot be run, one that nobody may use. */
    void services() throws IOException {
        site.service("cat", root, "cat");
        site.service("name", root, "cat", "/name");
        site.service("broken", root, "/" + MARKUP);
        site.service("closed", Site.serviceText(root, "cat") + "deny = [\"0.0.0.0/0\"]\n");
    }

    /** The address of the page, with the token. */
    String url() throws IOException, InterruptedException {
        return Distribution.run("console", "--state", site.state().toString())
                .andWell()
                .out()
                .strip();
    }

    @Override
    public void close() throws IOException {
        site.close();
    }
}
