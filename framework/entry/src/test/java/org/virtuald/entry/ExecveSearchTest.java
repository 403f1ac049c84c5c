package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.virtuald.entry.Plans.plan;
import static org.virtuald.entry.Plans.umask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecveSearchTest {
    private static final int ENOEXEC = 8;
    private static final int ELOOP = 40;
    private static final String TRUE = "/bin/true";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void theFirstCandidateThatIsThereRuns(Architecture architecture) {
        for (var candidates : List.of(
                List.of(TRUE, "/bin/false"),
                List.of("missing", TRUE, "/bin/false"),
                List.of(file("plain") + "/true", TRUE),
                List.of(file("plain"), "missing", TRUE),
                List.of("missing", file("plain"), "missing", TRUE))) {
            var run = search(architecture, candidates);
            assertThat(run.exitStatus()).as(candidates.toString()).isZero();
            assertThat(run.record().remaining()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastErrnoIsReportedWhenNoneIsThere(Architecture architecture) {
        assertFails(architecture, Errno.ENOENT, "missing");
        assertFails(architecture, Errno.ENOENT, "missing", "gone", "absent");
        assertFails(architecture, Errno.ENOTDIR, "missing", file("plain") + "/program");
        assertFails(architecture, Errno.ENOENT, file("plain") + "/program", "missing");
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatMayNotBeExecutedIsRemembered(Architecture architecture) {
        assertFails(architecture, Errno.EACCES, file("plain"));
        assertFails(architecture, Errno.EACCES, file("plain"), "missing");
        assertFails(architecture, Errno.EACCES, "missing", file("plain"), file("plain") + "/program", "missing");
        assertFails(architecture, Errno.EACCES, "missing", directory.toString());
    }

    @ParameterizedTest
    @EnumSource
    void anyOtherErrorFailsAtOnce(Architecture architecture) throws IOException {
        var processor = Processor.of(architecture, directory);
        String script = processor
                .write("script", "echo a script without a first line\n".getBytes(UTF_8))
                .toString();
        assertFails(architecture, ENOEXEC, "missing", script, TRUE);
        assertFails(architecture, ENOEXEC, file("plain"), script, "missing");
        Path loop = directory.resolve("loop");
        if (!Files.isSymbolicLink(loop)) {
            Files.createSymbolicLink(loop, loop);
        }
        assertFails(architecture, ELOOP, loop.toString(), TRUE);
    }

    private void assertFails(Architecture architecture, int errno, String... candidates) {
        var run = search(architecture, List.of(candidates));
        assertThat(run.failure()).isEqualTo(new EntryFailure(1, errno, Processor.TOKEN));
        assertThat(run.exitStatus()).isEqualTo(127);
    }

    private Processor.Run search(Architecture architecture, List<String> candidates) {
        return Processor.of(architecture, directory)
                .run(plan(umask(022), new Step.ExecveSearch(candidates)), architecture, "/", "program");
    }

    /** A file without permission to execute it. */
    private String file(String name) {
        try {
            return Files.writeString(directory.resolve(name), "").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
