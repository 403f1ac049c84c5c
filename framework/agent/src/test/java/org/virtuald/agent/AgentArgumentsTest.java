package org.virtuald.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentArgumentsTest {

    @Test
    void theStateDirectoryHasADefault() {
        assertThat(AgentArguments.of("/etc/virtuald"))
                .isEqualTo(new AgentArguments(Path.of("/etc/virtuald"), Path.of("/var/lib/virtuald")));
    }

    @Test
    void theStateDirectoryCanBeNamed() {
        assertThat(AgentArguments.of("/etc/virtuald,state=/run/x"))
                .isEqualTo(new AgentArguments(Path.of("/etc/virtuald"), Path.of("/run/x")));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {",state=/x", "/etc/virtuald,", "/etc/virtuald,state=", "/etc/virtuald,user=x"})
    void whatIsWrongIsToldWithTheRightForm(String given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentArguments.of(given))
                .withMessageContaining("virtuald-agent.jar=CONF[,state=DIR]");
    }
}
