package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the filter answers, asked of an interpreter: the machine would answer for its own architecture only. */
class SeccompFilterTest {
    private static final int ALLOW = 0x7fff_0000;
    private static final int KILL = 0x8000_0000;
    private static final int EPERM = 0x0005_0001;
    private static final int ENOSYS = 0x0005_0000 | 38;
    private static final int EAFNOSUPPORT = 0x0005_0000 | 97;
    private static final Set<String> BY_ARGUMENT = Set.of("clone", "clone3", "personality", "ioctl", "socket");

    @ParameterizedTest
    @EnumSource
    void everyNumberIsDeniedOrAllowedAsTheTableSays(Architecture architecture) {
        var filter = SeccompFilter.program(DeniedCalls.byDefault(), SeccompDenial.ERRNO, architecture);
        Map<Integer, String> names = names(architecture);
        for (int number = 0; number < 1000; number++) {
            String name = names.getOrDefault(number, "");
            if (!BY_ARGUMENT.contains(name)) {
                boolean denied = DeniedCalls.byDefault().rules().containsKey(name);
                assertThat(BpfInterpreter.run(filter, number, architecture.audit(), -1, -1, -1))
                        .as(name)
                        .isEqualTo(denied ? EPERM : ALLOW);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # fork, pthread_create, vfork
            clone       | 0x01200011         | 0      | 0 | allow
            clone       | 0x003d0f00         | 0      | 0 | allow
            clone       | 0x00004111         | 0      | 0 | allow
            # each namespace
            clone       | 0x00020011         | 0      | 0 | eperm
            clone       | 0x02000011         | 0      | 0 | eperm
            clone       | 0x04000011         | 0      | 0 | eperm
            clone       | 0x08000011         | 0      | 0 | eperm
            clone       | 0x10000011         | 0      | 0 | eperm
            clone       | 0x20000011         | 0      | 0 | eperm
            clone       | 0x40000011         | 0      | 0 | eperm
            # bits that the kernel does not look at
            clone       | 0x7fffffff10000011 | 0      | 0 | eperm
            clone3      | 0                  | 0      | 0 | enosys
            personality | 0                  | 0      | 0 | allow
            personality | 0xffffffff         | 0      | 0 | allow
            personality | 0x0040000          | 0      | 0 | eperm
            ioctl       | 0 | 0x5401             | 0 | allow
            ioctl       | 0 | 0x5412             | 0 | eperm
            ioctl       | 0 | 0x541c             | 0 | eperm
            ioctl       | 0 | 0x7fffffff00005412 | 0 | eperm
            socket      | 1                  | 1      | 0 | allow
            socket      | 2                  | 1      | 6 | allow
            socket      | 10                 | 2      | 0 | allow
            socket      | 16                 | 3      | 0 | allow
            socket      | 16                 | 3      | 9 | eafnosupport
            socket      | 17                 | 3      | 0 | eafnosupport
            socket      | 38                 | 5      | 0 | eafnosupport
            socket      | 40                 | 1      | 0 | eafnosupport
            socket      | 0x7fffffff00000011 | 3      | 0 | eafnosupport
            """)
    void looksAtArguments(String call, String first, String second, String third, String answer) {
        int expected = switch (answer) {
            case "allow" -> ALLOW;
            case "enosys" -> ENOSYS;
            case "eafnosupport" -> EAFNOSUPPORT;
            default -> EPERM;
        };
        for (Architecture architecture : Architecture.values()) {
            var filter = SeccompFilter.program(DeniedCalls.byDefault(), SeccompDenial.ERRNO, architecture);
            int number = SystemCallNumbers.number(call, architecture).orElseThrow();
            assertThat(BpfInterpreter.run(
                            filter,
                            number,
                            architecture.audit(),
                            Long.decode(first),
                            Long.decode(second),
                            Long.decode(third)))
                    .as("%s", architecture)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void killsWhoCallsThroughTheTableOfAnotherArchitecture(Architecture architecture) {
        var filter = SeccompFilter.program(DeniedCalls.byDefault(), SeccompDenial.ERRNO, architecture);
        for (int audit : new int[] {0x4000_0003, 0x4000_0028, architecture == Architecture.ARM64 ? 0xc000_003e : 0}) {
            assertThat(BpfInterpreter.run(filter, 1, audit)).isEqualTo(KILL);
        }
    }

    @ParameterizedTest
    @EnumSource(SeccompDenial.class)
    void theX32CallsAreNotThere(SeccompDenial denial) {
        var filter = SeccompFilter.program(DeniedCalls.byDefault(), denial, Architecture.X86_64);
        for (int number : new int[] {0x4000_0000, 0x4000_0000 + 161, -1}) {
            assertThat(BpfInterpreter.run(filter, number, Architecture.X86_64.audit()))
                    .isEqualTo(ENOSYS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void killsInsteadOfFailingWhenAskedTo(Architecture architecture) {
        var filter = SeccompFilter.program(DeniedCalls.byDefault(), SeccompDenial.KILL, architecture);
        assertThat(answer(filter, "ptrace", architecture)).isEqualTo(KILL);
        assertThat(answer(filter, "socket", architecture)).isEqualTo(KILL);
        assertThat(answer(filter, "clone3", architecture))
                .as("C libraries try it first")
                .isEqualTo(ENOSYS);
        assertThat(answer(filter, "read", architecture)).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @EnumSource
    void aCapabilityTakesItsCallsOut(Architecture architecture) {
        var filter = SeccompFilter.program(
                DeniedCalls.byDefault().without("SYS_CHROOT").without("NET_RAW"), SeccompDenial.ERRNO, architecture);
        assertThat(answer(filter, "chroot", architecture)).isEqualTo(ALLOW);
        assertThat(answer(filter, "socket", architecture)).isEqualTo(ALLOW);
        assertThat(answer(filter, "mount", architecture)).isEqualTo(EPERM);
    }

    /** Any list, so also one whose tree has jumps farther than a byte holds. */
    @Property(tries = 200)
    void anyListIsDeniedAndNothingElse(
            @ForAll Architecture architecture,
            @ForAll @Size(max = 360) Set<@IntRange(max = 361) Integer> chosen,
            @ForAll SeccompDenial denial) {
        List<String> all = List.copyOf(DeniedCalls.knownNames());
        List<String> denied = chosen.stream()
                .filter(index -> index < all.size())
                .map(all::get)
                .toList();
        var filter = SeccompFilter.program(DeniedCalls.byDefault().allowing(all).denying(denied), denial, architecture);
        for (String name : all) {
            SystemCallNumbers.number(name, architecture)
                    .ifPresent(number -> assertThat(BpfInterpreter.run(filter, number, architecture.audit()))
                            .as(name)
                            .isEqualTo(denied.contains(name) ? denial.action(1) : ALLOW));
        }
    }

    @ParameterizedTest
    @CsvSource({"X86_64, /usr/include/x86_64-linux-gnu/asm/unistd_64.h", "ARM64, /usr/include/asm-generic/unistd.h"})
    void theNumbersAreThoseOfTheKernelsHeaders(Architecture architecture, Path header) throws IOException {
        Assumptions.assumeTrue(Files.exists(header), "the kernel's headers are not installed");
        Matcher definition =
                Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)").matcher(Files.readString(header));
        int compared = 0;
        while (definition.find()) {
            var number = SystemCallNumbers.number(definition.group(1), architecture);
            if (number.isPresent()) {
                assertThat(number.getAsInt()).as(definition.group(1)).isEqualTo(Integer.parseInt(definition.group(2)));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(290);
    }

    private static int answer(List<BpfInstruction> filter, String call, Architecture architecture) {
        return BpfInterpreter.run(
                filter, SystemCallNumbers.number(call, architecture).orElseThrow(), architecture.audit());
    }

    private static Map<Integer, String> names(Architecture architecture) {
        Map<Integer, String> names = new TreeMap<>();
        for (String name : DeniedCalls.knownNames()) {
            SystemCallNumbers.number(name, architecture).ifPresent(number -> names.put(number, name));
        }
        return names;
    }
}
