package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web servers that answer on their stdin and stdout, asked by curl. */
@RealProgram
class WebProgramsIT {
    private static final int CANNOT_VERIFY = 60; // of curl

    private final RealPrograms programs;

    WebProgramsIT(RealPrograms programs) {
        this.programs = programs;
    }

    @ParameterizedTest
    @ValueSource(strings = {"micro-httpd", "busybox-httpd"})
    void eachAddressHasItsPages(String service) throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            publish(service, place);

            Path got = programs.scratch("page");
            RealPrograms.run(
                    "curl", "-sSf", "-o", got.toString(), "http://" + programs.at(service, place) + "/page.bin");

            assertThat(got).hasBinaryContent(RealPrograms.bytes(place));
        }
    }

    @Test
    void eachAddressHasItsPagesAndItsCertificateBehindStunnel() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            publish("stunnel", place);

            Path got = programs.scratch("page");
            Outcome.of(overTls(place, place.name(), got)).andWell();

            assertThat(got).hasBinaryContent(RealPrograms.bytes(place));
        }
        // the certificate of the first root, asked for at the second address
        RealPrograms.Place second = RealPrograms.PLACES.get(1);
        Outcome other = Outcome.of(overTls(second, "one.example", programs.scratch("page")));
        assertThat(other.status()).as(other.err()).isEqualTo(CANNOT_VERIFY);
    }

    /** Asks an address under a name, and trusts the certificate of that name alone. */
    private List<String> overTls(RealPrograms.Place place, String name, Path to) {
        RealPrograms.Place named = RealPrograms.PLACES.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return List.of(
                "curl",
                "-sSf",
                "--cacert",
                programs.root("stunnel", named).resolve("etc/stunnel/cert.pem").toString(),
                "--resolve",
                name + ":" + programs.port("stunnel") + ":" + place.address(),
                "-o",
                to.toString(),
                "https://" + name + ":" + programs.port("stunnel") + "/page.bin");
    }

    private void publish(String service, RealPrograms.Place place) throws IOException {
        Files.write(programs.root(service, place).resolve("srv/www/page.bin"), RealPrograms.bytes(place));
    }
}
