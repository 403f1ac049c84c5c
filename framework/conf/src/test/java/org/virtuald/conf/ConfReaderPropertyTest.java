package org.virtuald.conf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a conf file holds, there is an answer, and each message of it is one line. */
class ConfReaderPropertyTest {

    @Property
    void readsAnyBytes(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 3000)
    void readsAnythingThatLooksLikeConf(@ForAll("texts") String text) {
        check(text.getBytes(UTF_8));
    }

    private static void check(byte[] bytes) {
        Reading<ServiceConf> reading = new ConfReader(Path.of("conf"), file -> bytes).service("x");
        assertThat(reading.problems()).allMatch(problem -> problem.file().startsWith("conf/services/x.conf"));
        assertThat(reading.problems())
                .extracting(Problem::message)
                .noneMatch(message -> message.isEmpty() || message.chars().anyMatch(Character::isISOControl));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "listen",
                        "exec",
                        "roots",
                        "user",
                        "env",
                        "path",
                        "A",
                        "a.b",
                        " ",
                        "\n",
                        "=",
                        "+=",
                        ":",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "\"",
                        "\"\"\"",
                        "\"x\"",
                        "\"*:21\"",
                        "\"10.0.0.1 /a\"",
                        "${",
                        "${?",
                        "${env}",
                        "${?path}",
                        "${a}",
                        "null",
                        "true",
                        "1",
                        "1.5",
                        "#",
                        "//",
                        "\\",
                        "include ",
                        "\"x.conf\"",
                        "file(",
                        "url(",
                        "required(",
                        ")",
                        "$",
                        "/bin",
                        "\0",
                        "\u2028",
                        "\uFFFE")
                .list()
                .ofMaxSize(30)
                .map(words -> String.join("", words));
    }
}
