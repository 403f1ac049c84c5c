package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcessCapabilitiesTest {

    @Test
    void theLastCapabilityIsTheKernels() throws IOException {
        Process cat = new ProcessBuilder("cat", "/proc/sys/kernel/cap_last_cap").start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(cat.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(out.readLine()).isEqualTo(Integer.toString(ProcessCapabilities.lastOfKernel()));
        }
    }

    @Test
    void noSetHoldsWhatTheKernelDoesNotHave() throws ErrnoException {
        ProcessCapabilities own = ProcessCapabilities.current();
        int last = ProcessCapabilities.lastOfKernel();
        assertThat((own.bounding() | own.permitted() | own.effective()) & -(2L << last))
                .isZero();
    }
}
