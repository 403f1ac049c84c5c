package org.virtuald.host.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.virtuald.fuzz.Mutations;

/** Whatever comes on the control socket is a request or is answered with an error. */
class ControlRequestFuzzTest {

    @Test
    void everyLineIsARequestOrIsRefused() {
        Mutations.of("control").forEach(bytes -> {
            try {
                assertThat(ControlRequest.parse(new String(bytes, ISO_8859_1)).command())
                        .isNotNull();
            } catch (ControlException e) {
                assertThat(e).message().isNotEmpty();
            }
        });
    }

    @Test
    void bracketsWithoutEndAreRefused() {
        assertThatThrownBy(() -> ControlRequest.parse("[".repeat(60_000))).isInstanceOf(ControlException.class);
        assertThatThrownBy(() -> ControlRequest.parse("{\"a\":".repeat(10_000)))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("nested too deeply");
    }
}
