package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FTP servers, which tell the client by PASV where their data is: at the address that it has reached. */
@RealProgram
class FtpProgramsIT {
    private final RealPrograms programs;

    FtpProgramsIT(RealPrograms programs) {
        this.programs = programs;
    }

    @ParameterizedTest
    @CsvSource({"vsftpd, anonymous, srv/ftp", "inetutils-ftpd, ann, home/ann"})
    void curlGetsTheFileOfTheAddressFromTheAddress(String service, String user, String directory) throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            publish(service, place, directory);

            Path got = programs.scratch("got");
            // as the server says, not as curl would rather have it
            Outcome outcome = RealPrograms.run(
                    "curl",
                    "-sSv",
                    "--disable-epsv",
                    "--no-ftp-skip-pasv-ip",
                    "--user",
                    user + ":secret",
                    "-o",
                    got.toString(),
                    "ftp://" + programs.at(service, place) + "/big");

            assertThat(Files.mismatch(programs.big(place), got)).isEqualTo(-1);
            assertThat(outcome.err())
                    .containsPattern("< 227 .*\\(" + place.address().replace('.', ',') + ",[0-9]+,[0-9]+\\)");
        }
    }

    @ParameterizedTest
    @CsvSource({"vsftpd, anonymous, srv/ftp", "inetutils-ftpd, ann, home/ann"})
    void lftpGetsTheFileOfTheAddress(String service, String user, String directory) throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            publish(service, place, directory);

            Path got = programs.scratch("got");
            lftp(service, place, user, "get big -o " + got);

            assertThat(Files.mismatch(programs.big(place), got)).isEqualTo(-1);
            assertThat(lftp(service, place, user, "cls -1").out().strip()).isEqualTo("big");
        }
    }

    @Test
    void whatAUserUploadsLiesInTheRootOfTheAddressAndIsTheUsers() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Path sent = Files.write(programs.scratch("sent"), RealPrograms.bytes(place));

            lftp("inetutils-ftpd", place, "ann", "put " + sent + " -o sent");

            Path there = programs.root("inetutils-ftpd", place).resolve("home/ann/sent");
            assertThat(there).hasBinaryContent(RealPrograms.bytes(place));
            assertThat(Files.getAttribute(there, "unix:uid")).isEqualTo(1001);
            Files.delete(there);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        Outcome outcome = Outcome.of(List.of(
                "curl",
                "-sS",
                "--user",
                "ann:wrong",
                "ftp://" + programs.at("inetutils-ftpd", RealPrograms.PLACES.get(0)) + "/"));

        assertThat(outcome.err()).contains("(67) Access denied");
    }

    private Outcome lftp(String service, RealPrograms.Place place, String user, String command)
            throws IOException, InterruptedException {
        String settings =
                "set ftp:passive-mode yes; set ftp:fix-pasv-address no; set ftp:ssl-allow no; set net:max-retries 1; ";
        return RealPrograms.run(
                "lftp",
                "--norc",
                "-c",
                settings + "open -u " + user + ",secret ftp://" + programs.at(service, place) + " && " + command);
    }

    private void publish(String service, RealPrograms.Place place, String directory) throws IOException {
        Path link = programs.root(service, place).resolve(directory).resolve("big");
        if (!Files.exists(link)) {
            Files.createLink(link, programs.big(place));
        }
    }
}
