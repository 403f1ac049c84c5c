package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.posix.ErrnoException;

/** The rehearsal goes as far as the entry program of a service, and leaves nothing. */
class RehearsalTest {
    @TempDir
    private Path conf = Path.of("");

    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        retries.shutdownNow();
    }

    @Test
    void aServiceIsOpenedAndClosed() throws Exception {
        assumeTrue(Files.getAttribute(conf, "unix:uid").equals(0), "files of root's can be made by root only");
        Files.createDirectory(conf.resolve("services"));
        write("broken", "listen = [\n");
        write("off", service("enabled = false\n"));
        write("good", service(""));

        assertThat(rehearsal(conf).rehearse()).contains("good");

        long end = System.nanoTime() + 10_000_000_000L;
        while (!images().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(10); // its workers close it when they see the end of the channel
        }
        assertThat(images()).isEmpty();
    }

    @Test
    void withoutConfNothingIsOpened() throws IOException {
        rehearsal(conf.resolve("none")).run();

        assertThat(images()).isEmpty();
    }

    private Rehearsal rehearsal(Path directory) throws ErrnoException {
        return new Rehearsal(
                directory, new ServiceOpener(directory, new Children(retries), ChannelWatch.start(), retries));
    }

    /** What the entry programs of this process' services lie in. */
    private static List<Path> images() throws IOException {
        List<Path> images = new ArrayList<>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.exists(descriptor) || Files.isSymbolicLink(descriptor)) {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.toString().contains("virtuald:")) {
                        images.add(target);
                    }
                }
            }
        }
        return images;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(conf.resolve("services").resolve(name + ".conf"), text);
    }

    private String service(String more) {
        return "listen = [\"127.0.0.1:0\"]\nexec = [\"/bin/true\"]\nroots = [\"default /\"]\nuser = \"65534:65534\"\n"
                + more;
    }
}
