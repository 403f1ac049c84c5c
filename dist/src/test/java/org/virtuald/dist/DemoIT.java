package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The demonstration, and the start script, wherever they are and whoever runs them. */
@AsRoot
class DemoIT {

    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @AutoClose
    private final Site site = new Site();

    private final Path temporary = Files.createDirectory(site.directory().resolve("tmp"));

    DemoIT() throws IOException {
        Files.setAttribute(
                temporary, "unix:mode", 01777); // as /tmp: without the last, sticky bit nothing in it is trusted
    }

    @Test
    void bothAddressesAnswerAndNothingIsLeft() throws Exception {
        succeeds(demo(Distribution.HOME, List.of(), Map.of()));
    }

    @Test
    void theDistributionCanBeMovedAnywhere() throws Exception {
        succeeds(demo(copy(), List.of(), Map.of()));
    }

    @Test
    void anOrdinaryUserNeedsNothingButAUserNamespace() throws Exception {
        List<String> attempt = new ArrayList<>(AS_NOBODY);
        attempt.addAll(List.of("unshare", "--user", "--map-root-user", "true"));
        assumeTrue(Outcome.of(attempt).status() == 0, "ordinary users may not make user namespaces here");

        succeeds(demo(copy(), AS_NOBODY, Map.of()));
    }

    @Test
    void javaIsFoundOnThePath() throws Exception {
        String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");

        succeeds(demo(Distribution.HOME, List.of(), Map.of("JAVA_HOME", "", "PATH", path)));
    }

    @Test
    void aJavaHomeThatLeadsNowhereIsTold() throws Exception {
        Outcome outcome = demo(
                Distribution.HOME,
                List.of(),
                Map.of("JAVA_HOME", site.directory().resolve("nowhere").toString()));

        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains("JAVA_HOME").doesNotContain("readlink");
    }

    @Test
    void aJavaThatIsTooOldIsTold() throws Exception {
        Path old = site.directory().resolve("old");
        Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
        Files.setPosixFilePermissions(
                Files.writeString(java, "#!/bin/sh\nexit 1\n"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"11.0.2\"\n");

        Outcome outcome = demo(Distribution.HOME, List.of(), Map.of("JAVA_HOME", old.toString()));

        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains("is version 11; 17 or newer is needed");
    }

    private Outcome demo(Path home, List<String> before, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(home.resolve("bin").resolve("virtuald").toString(), "demo", "--once"));
        Map<String, String> all = new HashMap<>(environment);
        all.put("VIRTUALD_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        return Outcome.of(command, all);
    }

    private void succeeds(Outcome outcome) throws IOException {
        assertThat(outcome.status())
                .as("exit status; output: %s%s", outcome.out(), outcome.err())
                .isZero();
        assertThat(outcome.out())
                .contains("What 127.0.0.1 answers:\n    This file is /hello in the root of 127.0.0.1.\n")
                .contains("What 127.0.0.2 answers:\n    This file is /hello in the root of 127.0.0.2.\n")
                .contains("You reached 127.0.0.2 from 127.0.0.1");
        assertThat(outcome.out()).contains(temporary + "/virtuald-demo-");
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    /** A place that everybody can reach, whose name has a blank in it. */
    private Path copy() throws IOException, InterruptedException {
        Path folder = Files.createDirectory(site.directory().resolve("moved there"));
        FileTree.copy(Distribution.HOME, folder.resolve("virtuald"));
        return folder.resolve("virtuald");
    }
}
