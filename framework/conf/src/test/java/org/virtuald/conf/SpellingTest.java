package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({
        "lisen, listen",
        "LISTEN, listen",
        "exce, exec",
        "evn, env",
        "ev, env",
        "rooots, roots",
        "logLevel, log-level"
    })
    void findsWhatWasMeant(String word, String meant) {
        assertThat(nearest(word)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"port", "x", "xyz", "listeners"})
    void doesNotGuessWildly(String word) {
        assertThat(nearest(word)).isEmpty();
    }

    private static java.util.Optional<String> nearest(String word) {
        return Spelling.nearest(word, List.of("listen", "exec", "env", "roots", "log-level"));
    }
}
