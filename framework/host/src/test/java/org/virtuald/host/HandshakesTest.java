package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandshakesTest {

    @Test
    void stateAndLocalPortDecide() {
        assertThat(Handshakes.isHalfDone(line("0100007F:1F90 0200007F:D2F0 03"), 8080))
                .isTrue();
        assertThat(Handshakes.isHalfDone(
                        line("00000000000000000000000001000000:1F90 00000000000000000000000001000000:D2F0 03"), 8080))
                .isTrue();
        assertThat(Handshakes.isHalfDone(line("0100007F:1F90 0200007F:D2F0 01"), 8080))
                .isFalse();
        assertThat(Handshakes.isHalfDone(line("0100007F:1F91 0200007F:1F90 03"), 8080))
                .isFalse();
        assertThat(Handshakes.isHalfDone("  sl  local_address rem_address   st tx_queue rx_queue tr", 8080))
                .isFalse();
    }

    private static String line(String addresses) {
        return "   1: " + addresses + " 00000000:00000000 01:00000063 00000000     0        0 0 1 0000000000000000";
    }

    @Test
    void aPortThatNobodyAsksHasNone() {
        assertThat(Handshakes.areUnderWay(1)).isFalse();
    }
}
