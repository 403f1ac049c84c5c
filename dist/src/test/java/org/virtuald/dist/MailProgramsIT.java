package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs for mail, asked by curl. */
@RealProgram
class MailProgramsIT {
    private static final int ACCESS_DENIED = 67; // of curl
    private static final int REFUSED = 55; // of curl, when RCPT is answered so

    private final RealPrograms programs;

    MailProgramsIT(RealPrograms programs) {
        this.programs = programs;
    }

    @Test
    void popa3dServesTheMailboxOfTheAddress() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            String mail = "Subject: for ann of " + place.name() + "\n\n" + "A line.\n".repeat(10_000);
            Files.writeString(
                    programs.root("popa3d", place).resolve("var/mail/ann"),
                    "From bob@example Thu Jan  1 00:00:00 2026\n" + mail);

            Path got = programs.scratch("got");
            RealPrograms.run(
                    "curl",
                    "-sS",
                    "--user",
                    "ann:secret",
                    "-o",
                    got.toString(),
                    "pop3://" + programs.at("popa3d", place) + "/1");

            assertThat(got).content().isEqualTo(mail.replace("\n", "\r\n"));
        }
    }

    @Test
    void popa3dRefusesAWrongPassword() throws Exception {
        Outcome outcome = Outcome.of(List.of(
                "curl", "-sS", "--user", "ann:wrong", "pop3://" + programs.at("popa3d", RealPrograms.PLACES.get(0))));

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(ACCESS_DENIED);
    }

    /** mailfront writes the addresses of the connection, as UCSPI has them, into the Received header, and that to its log. */
    @Test
    void smtpfrontKnowsTheConnectionAndTheRulesOfTheAddress() throws Exception {
        Path mail = Files.writeString(programs.scratch("mail"), "Subject: hello\n\nHello.\n");
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Outcome taken = send(place, mail, place.name());

            taken.andWell();
            assertThat(taken.err())
                    .contains("< 220 mail.example ESMTP")
                    .contains("< 250 Taken by " + place.name())
                    .containsPattern("< 250 Received [0-9]+ bytes");
            programs.log()
                    .await("smtp-echo: .* Received: from .*\\(\\[127\\.[0-9.]+\\]\\)  by " + place.address() + " \\(\\["
                            + place.address() + "\\]\\)");
        }
        Outcome refused = send(RealPrograms.PLACES.get(0), mail, "two.example");
        assertThat(refused.status()).as(refused.err()).isEqualTo(REFUSED);
        assertThat(refused.err()).contains("< 553 Not here");
    }

    private Outcome send(RealPrograms.Place place, Path mail, String domain) throws Exception {
        return Outcome.of(List.of(
                "curl",
                "-sSv",
                "--mail-from",
                "bob@example",
                "--mail-rcpt",
                "ann@" + domain,
                "--upload-file",
                mail.toString(),
                "smtp://" + programs.at("smtp-echo", place)));
    }
}
