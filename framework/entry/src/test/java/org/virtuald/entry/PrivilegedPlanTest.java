package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.virtuald.entry.Plans.chdir;
import static org.virtuald.entry.Plans.execute;
import static org.virtuald.entry.Plans.exit;
import static org.virtuald.entry.Plans.number;
import static org.virtuald.entry.Plans.plan;
import static org.virtuald.entry.Plans.say;
import static org.virtuald.entry.Plans.thenExecute;
import static org.virtuald.entry.Plans.umask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans whose calls take privilege. */
class PrivilegedPlanTest {
    private static final int EPERM = 1;
    private static final int IDENTITY = 12345;

    @TempDir
    Path directory;

    @BeforeEach
    void needsRoot() throws IOException {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "chroot and a change of identity take root");
    }

    @ParameterizedTest
    @EnumSource
    void theProgramRunsInItsRoot(Architecture architecture) throws IOException {
        // A static program is all that the root needs, and this module makes one.
        Path root = Files.createDirectories(directory.resolve("root 1"));
        Files.createDirectories(root.resolve("only-here"));
        Processor.of(Architecture.current(), root)
                .write(
                        "program",
                        EntryProgram.compile(
                                plan(chdir("only-here"), say("inside\n"), exit(0)), Architecture.current()));

        var plan = plan(
                new Step.Call(SystemCall.CHROOT, new Argument.ProgramArgument(1, "\"<root>\"")),
                chdir("/"),
                new Step.ExecveSearch(List.of("/bin/program", "/program")));
        var processor = Processor.of(architecture, directory);
        var run = processor.run(plan, architecture, root.toString(), "00000001");
        assertThat(run.text()).isEqualTo("inside\n");
        assertThat(run.exitStatus()).isZero();

        var missing = processor.run(plan, architecture, root + "/missing", "00000001");
        assertThat(missing.failure()).isEqualTo(new EntryFailure(0, Errno.ENOENT, Processor.TOKEN));
    }

    @ParameterizedTest
    @EnumSource
    void theProgramHasItsIdentityAndNoOther(Architecture architecture) throws IOException {
        needsOtherIdentities();
        openDirectory();
        var plan = thenExecute(
                "/bin/sh",
                new Step.Call(SystemCall.SETGROUPS, number(2), Argument.Bytes.ofInts("[1001, 1002]", 1001, 1002)),
                new Step.Call(SystemCall.SETRESGID, number(1000), number(1000), number(1000)),
                new Step.Call(SystemCall.SETRESUID, number(IDENTITY), number(IDENTITY), number(IDENTITY)));
        var run = Processor.of(architecture, directory)
                .run(plan, architecture, "/", "sh", "-c", "grep -E '^(Uid|Gid|Groups):' /proc/self/status");
        assertThat(run.text().lines().map(String::strip))
                .containsExactly(
                        "Uid:\t12345\t12345\t12345\t12345", "Gid:\t1000\t1000\t1000\t1000", "Groups:\t1001 1002");
    }

    @ParameterizedTest
    @EnumSource
    void aCallWithoutPrivilegeIsReported(Architecture architecture) throws IOException {
        needsOtherIdentities();
        openDirectory();
        var plan = plan(
                new Step.Call(SystemCall.SETRESUID, number(IDENTITY), number(IDENTITY), number(IDENTITY)),
                umask(022),
                new Step.Call(SystemCall.SETGROUPS, number(0), Argument.Bytes.ofInts("[]")),
                execute("/bin/true"));
        var run = Processor.of(architecture, directory).run(plan, architecture, "/", "true");
        assertThat(run.failure()).isEqualTo(new EntryFailure(2, EPERM, Processor.TOKEN));
    }

    @Test
    void aSeccompFilterIsReadThroughItsPointer() {
        var plan = thenExecute("/bin/grep", seccomp(filter(0x7fff_0000))); // SECCOMP_RET_ALLOW
        var run = Processor.of(Architecture.current(), directory)
                .run(plan, Architecture.current(), "/", "grep", "^Seccomp:", "/proc/self/status");
        assertThat(run.text()).isEqualTo("Seccomp:\t2\n");
    }

    @Test
    void aFilterThatRefusesEverythingEndsInATrapAndNotInData() {
        var plan = plan(seccomp(filter(0x0005_0000 | EPERM)), exit(0)); // SECCOMP_RET_ERRNO
        var run = Processor.of(Architecture.current(), directory).run(plan, Architecture.current(), "/");
        assertThat(run.exitStatus()).isEqualTo(128 + 4); // SIGILL
    }

    /** A filter that answers every call with the same action: {@code BPF_RET | BPF_K}. */
    private static Argument.Bytes filter(int action) {
        return Argument.Bytes.ofInts("[ret " + action + "]", 0x06, action);
    }

    private static Step.Call seccomp(Argument.Bytes filter) {
        // struct sock_fprog: the number of instructions, and after its padding the pointer to them
        List<Byte> program = Argument.Bytes.ofLongs("", filter.content().size() / Long.BYTES, 0)
                .content();
        return new Step.Call(
                SystemCall.SECCOMP,
                new Argument.Number(1, "SECCOMP_SET_MODE_FILTER"),
                number(0),
                new Argument.Bytes(program, Long.BYTES, Map.of(Long.BYTES, filter), "{len=1, filter=...}"));
    }

    /** In a user namespace there may be no identity but root; setresuid(2) then gives EINVAL. */
    private static void needsOtherIdentities() throws IOException {
        String firstLine = Files.readAllLines(Path.of("/proc/self/uid_map")).get(0);
        String[] firstRange = firstLine.strip().split("\\s+", 3); // inside, outside, length
        assumeTrue(
                firstRange[0].equals("0") && Long.parseLong(firstRange[2]) > IDENTITY,
                "no identity " + IDENTITY + " in this user namespace");
    }

    /** Lets another identity reach what is in the directory. */
    private void openDirectory() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
