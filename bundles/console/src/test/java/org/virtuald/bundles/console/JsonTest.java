package org.virtuald.bundles.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is read as it was written. */
class JsonTest {

    @Test
    void whatWasWrittenIsReadAgain() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("text", "a \"b\" \\ \n \u0000 <script> \u2028 ü \ud83d\ude00");
        object.put("number", 12_345_678_901L);
        object.put("part", 0.25);
        object.put("true", true);
        object.put("none", Optional.empty());
        object.put("list", List.of(1L, List.of(), Map.of("deep", "x")));
        assertThat(Json.read(JsonText.of(object)).all()).isEqualTo(object);
    }

    @Test
    void escapesAndSpacesAreUnderstood() {
        Fields read = Json.read(" { \"a\" : [ 1 , -2.5e1 ] , \"b\" : \"\\u00fc\\/\\t\" , \"c\" : { } } \n");
        assertThat(read.all()).isEqualTo(Map.of("a", List.of(1L, -25.0), "b", "ü/\t", "c", Map.of()));
    }

    @Test
    void whatIsMissingReadsAsNothing() {
        Fields read = Json.read("{\"a\": 1}");
        assertThat(read.text("a")).isEmpty();
        assertThat(read.number("b")).isZero();
        assertThat(read.objects("c")).isEmpty();
        assertThat(read.object("a").all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{a:1}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":01x}",
                "{\"a\":nul}",
                "{\"a\":[1 2]}",
                "{\"a\":--1}"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void depthHasAnEnd() {
        assertThatThrownBy(() -> Json.read("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
