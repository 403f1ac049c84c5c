package org.virtuald.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptLineTest {

    @Test
    void hasAnInterpreterAndOneArgument() {
        assertThat(parse("#! /bin/sh  -e u \nx")).hasValue(new ScriptLine("/bin/sh", "-e u"));
        assertThat(parse("#!/bin/sh")).hasValue(new ScriptLine("/bin/sh", ""));
    }

    @Test
    void isAbsentFromOtherFiles() {
        assertThat(parse("")).isEmpty();
        assertThat(parse("#!\n/bin/sh")).isEmpty();
        assertThat(parse(" #!/bin/sh\n")).isEmpty();
    }

    @Test
    void keepsACarriageReturnAsTheKernelDoes() {
        assertThat(parse("#!/bin/sh\r\n")).hasValue(new ScriptLine("/bin/sh\r", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "#!/usr/bin/env perl, perl",
        "#!/usr/bin/env -S perl -w, perl",
        "#!/usr/bin/env -Sperl -w, perl",
        "#!/usr/bin/env -S -i LANG=C perl, perl",
    })
    void knowsWhatEnvWillRun(String line, String program) {
        assertThat(parse(line).flatMap(ScriptLine::programOfEnv)).hasValue(program);
    }

    @Test
    void asksNothingOfEnvInOtherScripts() {
        assertThat(parse("#!/usr/bin/perl perl").flatMap(ScriptLine::programOfEnv))
                .isEmpty();
        assertThat(parse("#!/usr/bin/env").flatMap(ScriptLine::programOfEnv)).isEmpty();
    }

    private static Optional<ScriptLine> parse(String text) {
        return ScriptLine.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
