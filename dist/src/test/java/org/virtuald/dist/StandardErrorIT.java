package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is on stderr but what virtuald itself has to say; a JVM's warnings would be there. */
@AsRoot
@ParameterizedClass
@MethodSource("org.virtuald.dist.JavaHome#all")
class StandardErrorIT {

    private static final String LOG_LINE = "[0-9-]{10}T[0-9:.]+Z (INFO|WARN|ERROR|DEBUG) [a-z]+: .*";

    @Parameter
    private JavaHome java;

    @AutoClose
    private final Site site = new Site();

    StandardErrorIT() throws IOException {}

    @Test
    void versionAndHelpAreOnStandardOutput() throws Exception {
        for (String option : List.of("--version", "--help")) {
            Outcome outcome = run(option).andWell();
            assertThat(outcome.out()).startsWith(option.equals("--version") ? "virtuald 0." : "Usage: virtuald ");
            assertThat(outcome.err()).isEmpty();
        }
    }

    @Test
    void checkIsQuietWhenAllIsWell() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");

        Outcome outcome =
                run("check", "--plan", "--conf", site.conf().toString()).andWell();

        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void runWritesItsLogAndNothingElse() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.begin(java.before()).awaitReady();
        assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
        host.signal("HUP");
        host.log().await("reloaded: ");
        host.signal("TERM");

        assertThat(host.awaitExit()).isZero();
        assertThat(host.log().lines()).isNotEmpty().allMatch(line -> line.matches(LOG_LINE));
    }

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        return Outcome.of(
                Distribution.command(arguments), Map.of("JAVA_HOME", java.path().toString()));
    }
}
