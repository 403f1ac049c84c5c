package org.virtuald.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IgnoredSignalsTest {

    @Test
    void onlyWhatIsMissedIsToldOf() {
        assertThat(of("0000000000001000").warning()).isEmpty(); // SIGPIPE
        assertThat(of("0000000000000001").warning())
                .hasValueSatisfying(text -> assertThat(text).contains("SIGHUP").doesNotContain("SIGINT"));
        assertThat(of("ffffffffffffffff").warning())
                .hasValueSatisfying(text -> assertThat(text).contains("SIGHUP", "SIGINT"));
        assertThat(IgnoredSignals.of(List.of()).warning()).isEmpty();
    }

    private static IgnoredSignals of(String mask) {
        return IgnoredSignals.of(List.of("Name:\tjava", "SigBlk:\tffffffffffffffff", "SigIgn:\t" + mask));
    }
}
