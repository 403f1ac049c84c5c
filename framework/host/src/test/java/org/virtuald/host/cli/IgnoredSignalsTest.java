package org.virtuald.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jnr.constants.platform.Signal;
import org.junit.jupiter.api.Test;

class IgnoredSignalsTest {
    private static final List<Signal> ASKED = List.of(Signal.SIGHUP, Signal.SIGINT, Signal.SIGTERM);

    @Test
    void bitsStandForSignals() {
        assertThat(in("0000000000000000")).isEmpty();
        assertThat(in("0000000000000001")).containsExactly(Signal.SIGHUP);
        assertThat(in("0000000000004002")).containsExactly(Signal.SIGINT, Signal.SIGTERM);
        assertThat(in("ffffffffffffbffc")).isEmpty();
    }

    private static List<Signal> in(String mask) {
        return IgnoredSignals.in(List.of("Name:\tjava", "SigIgn:\t" + mask, "SigCgt:\tffffffffffffffff"), ASKED);
    }
}
