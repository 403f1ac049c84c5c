package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs that hand out files and take some, used with their own clients. */
@RealProgram
class FileProgramsIT {
    private static final int GIT = 9418;

    private final RealPrograms programs;

    FileProgramsIT(RealPrograms programs) {
        this.programs = programs;
    }

    @Test
    void rsyncGetsTheFilesOfTheAddress() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Files.createLink(programs.root("rsync", place).resolve("srv/files/big"), programs.big(place));

            Path got = programs.scratch("got");
            RealPrograms.run(
                    "rsync", "--whole-file", "rsync://" + programs.at("rsync", place) + "/files/big", got.toString());

            assertThat(Files.mismatch(programs.big(place), got)).isEqualTo(-1);
        }
    }

    @Test
    void rsyncMayNotWriteWhereItIsToRead() throws Exception {
        RealPrograms.Place place = RealPrograms.PLACES.get(0);
        Path sent = Files.writeString(programs.scratch("sent"), "no");

        Outcome outcome =
                Outcome.of(List.of("rsync", sent.toString(), "rsync://" + programs.at("rsync", place) + "/files/sent"));

        assertThat(outcome.err()).contains("module is read only");
        assertThat(programs.root("rsync", place).resolve("srv/files/sent")).doesNotExist();
    }

    @Test
    void gitClonesAndPushesTheRepositoryOfTheAddress() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Path first = clone(place, "first-" + place.name());
            Files.write(first.resolve("file"), RealPrograms.bytes(place));
            git(first, "add", "file");
            git(first, "-c", "user.name=Ann", "-c", "user.email=ann@example", "commit", "-q", "-m", place.name());
            git(first, "push", "-q", "origin", "HEAD:refs/heads/master");
        }
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Path again = clone(place, "again-" + place.name());

            assertThat(again.resolve("file")).hasBinaryContent(RealPrograms.bytes(place));
            assertThat(git(again, "log", "--format=%s").out()).isEqualTo(place.name() + "\n");
            Path pushed = programs.root("git", place).resolve("srv/git/project.git/refs/heads/master");
            assertThat(pushed)
                    .content()
                    .isEqualTo(git(again, "rev-parse", "HEAD").out());
            assertThat(Files.getAttribute(pushed, "unix:uid")).isEqualTo(GIT);
        }
    }

    private Path clone(RealPrograms.Place place, String name) throws IOException, InterruptedException {
        Path to = programs.scratch(name);
        String url = "git://" + programs.at("git", place) + "/project.git";
        git(to.getParent(), "-c", "init.defaultBranch=master", "clone", "-q", url, to.toString());
        return to;
    }

    /** Runs git without what its user has configured. */
    private static Outcome git(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "GIT_CONFIG_GLOBAL=/dev/null", "git", "-C"));
        command.add(directory.toString());
        command.addAll(List.of(arguments));
        return RealPrograms.run(command.toArray(String[]::new));
    }

    @Test
    void tftpGetsTheFileOfTheAddress() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Files.write(programs.root("tftp", place).resolve("srv/tftp/boot"), RealPrograms.bytes(place));

            Path got = programs.scratch("got");
            RealPrograms.run(
                    "tftp",
                    "-m",
                    "octet",
                    place.address(),
                    Integer.toString(programs.port("tftp")),
                    "-c",
                    "get",
                    "boot",
                    got.toString());

            assertThat(got).hasBinaryContent(RealPrograms.bytes(place));
        }
    }
}
