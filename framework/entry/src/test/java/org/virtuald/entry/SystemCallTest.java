package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the numbers with the kernel's headers, where those are installed. */
class SystemCallTest {

    @ParameterizedTest
    @EnumSource
    void hasTheNumberOfTheX86Header(SystemCall call) throws IOException {
        String header = header("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h");
        assertThat(call.number(Architecture.X86_64)).isEqualTo(number(header, call));
    }

    @ParameterizedTest
    @EnumSource
    void hasTheNumberOfTheGenericHeader(SystemCall call) throws IOException {
        String header = header("/usr/include/asm-generic/unistd.h");
        assertThat(call.number(Architecture.ARM64)).isEqualTo(number(header, call));
    }

    @Test
    void isNamedAsInTheKernel() {
        assertThat(SystemCall.CLOSE_RANGE.callName()).isEqualTo("close_range");
    }

    private static int number(String header, SystemCall call) {
        // the names of calls that differ between 32 and 64 bits have their number behind another prefix
        var definition = Pattern.compile("#define __NR(3264)?_" + call.callName() + "\\s+(\\d+)")
                .matcher(header);
        assertThat(definition.find()).as(call.callName()).isTrue();
        return Integer.parseInt(definition.group(2));
    }

    private static String header(String... candidates) throws IOException {
        var installed =
                Stream.of(candidates).map(Path::of).filter(Files::exists).findFirst();
        assumeTrue(installed.isPresent(), "the kernel's headers are not installed: " + String.join(", ", candidates));
        return Files.readString(installed.get());
    }
}
