package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs that know nothing of networks. */
@RealProgram
class TextProgramsIT {
    private final RealPrograms programs;

    TextProgramsIT(RealPrograms programs) {
        this.programs = programs;
    }

    /** sort answers when it has read to the end, which the client tells by ending its half of the connection. */
    @Test
    void sortReadsToTheEndAndThenAnswers() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Files.writeString(programs.root("sort", place).resolve("srv/words"), "m of " + place.name() + "\n");
            try (Client client = Client.to(place.address(), programs.port("sort"))) {
                client.send("z\na\n");
                client.endSending();

                assertThat(client.rest()).isEqualTo("a\nm of " + place.name() + "\nz\n");
            }
        }
    }

    @Test
    void envTellsTheConnectionAndNothingOfTheHost() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            List<String> lines;
            int port;
            try (Client client = Client.to(place.address(), programs.port("env"))) {
                port = client.port();
                lines = client.rest().lines().toList();
            }
            assertThat(lines)
                    .containsExactlyInAnyOrder(
                            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                            "GREETING=hello",
                            "PROTO=TCP",
                            "TCPLOCALIP=" + place.address(),
                            "TCPLOCALPORT=" + programs.port("env"),
                            "TCPREMOTEIP=127.0.0.1",
                            "TCPREMOTEPORT=" + port,
                            "REMOTE_HOST=127.0.0.1",
                            "REMOTE_ADDR=127.0.0.1",
                            "REMOTE_PORT=" + port);
        }
    }
}
