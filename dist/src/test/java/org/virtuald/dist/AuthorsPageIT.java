package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What authors of bundles are told is true. */
@AsRoot
class AuthorsPageIT {

    @AutoClose
    private final Site site = new Site();

    AuthorsPageIT() throws IOException {}

    @Test
    void theExampleOfThePageIsBuiltAgainstTheDistributionAndServes() throws Exception {
        Path jar = AuthorsPage.build(Files.createDirectory(site.directory().resolve("project")));
        Path bundles = Files.createDirectories(site.conf().resolve("bundles"));
        int first = Reloads.freePort();
        Files.writeString(bundles.resolve("hello.properties"), "port = " + first + "\n");
        RunningHost host = site.start();

        Files.move(Files.copy(jar, bundles.resolve(".hello")), bundles.resolve("hello.jar"));
        host.log().await("bundle hello 1.0.0 started");
        assertThat(Client.ask("127.0.0.1", first)).isEqualTo("Hello, 127.0.0.1\n");

        int second = Reloads.freePort();
        Reloads.put(bundles.resolve("hello.properties"), "port = " + second + "\n");
        assertThat(Reloads.reload(site).getStringList("bundles.refused")).isEmpty();
        assertThat(Client.ask("127.0.0.1", second)).isEqualTo("Hello, 127.0.0.1\n");
        assertThat(Reloads.listening(first)).isEmpty();
    }

    @Test
    void thePageNamesTheVersionThatIsShipped() throws IOException {
        Path api = Distribution.HOME.resolve("share/api/org/virtuald/virtuald-api");
        try (var versions = Files.list(api)) {
            assertThat(versions.map(path -> path.getFileName().toString()))
                    .singleElement()
                    .satisfies(version -> assertThat(AuthorsPage.files().get("pom.xml"))
                            .contains(
                                    "<artifactId>virtuald-api</artifactId>\n      <version>" + version + "</version>"));
        }
    }
}
