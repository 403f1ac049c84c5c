package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void isNamedByTheJavaMachine() {
        assertThat(Architecture.named("amd64")).isEqualTo(Architecture.X86_64);
        assertThat(Architecture.named("aarch64")).isEqualTo(Architecture.ARM64);
        assertThat(Architecture.current()).isEqualTo(Architecture.named(System.getProperty("os.arch")));
    }

    @Test
    void saysWhichOnesThereAreWhenThisIsAnother() {
        assertThatThrownBy(() -> Architecture.named("s390x"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("entry programs are made for amd64 and aarch64, not for the architecture s390x"
                        + " of this Java machine");
    }
}
