package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.virtuald.entry.Plans.chdir;
import static org.virtuald.entry.Plans.closeOnExec;
import static org.virtuald.entry.Plans.execute;
import static org.virtuald.entry.Plans.exit;
import static org.virtuald.entry.Plans.number;
import static org.virtuald.entry.Plans.plan;
import static org.virtuald.entry.Plans.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans that make namespaces, mounts in them, and processes. */
class NamespacesTest {
    private static final long CLONE_NEWNS = 0x2_0000;
    private static final long CLONE_NEWUTS = 0x400_0000;
    private static final long CLONE_NEWPID = 0x2000_0000;
    private static final long CLONE_NEWNET = 0x4000_0000;
    private static final Argument NULL = new Argument.Number(0, "NULL");

    @TempDir
    Path directory;

    @BeforeEach
    void needsRoot() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "namespaces take root");
    }

    @ParameterizedTest
    @EnumSource
    void theProgramIsTheSecondProcessAndTakesAllWithIt(Architecture architecture) {
        var first = plan(
                new Step.Call(SystemCall.CLOSE, number(5)),
                new Step.Call(SystemCall.READ, number(4), new Argument.Memory("\"\""), number(1)),
                exit(0));
        var program = plan(
                new Step.Call(SystemCall.SETSID),
                new Step.Call(SystemCall.CLOSE_RANGE, number(4), new Argument.Number(0xffff_ffffL, "~0U"), number(0)),
                mask(0),
                execute("/bin/sh"));
        var plan = plan(
                new Step.Call(SystemCall.CLOSE_RANGE, number(4), new Argument.Number(0xffff_ffffL, "~0U"), number(0)),
                closeOnExec(3),
                new Step.Call(SystemCall.UNSHARE, number(CLONE_NEWPID)),
                new Step.Call(SystemCall.PIPE2, new Argument.Memory("[4, 5]"), number(02000000)),
                mask(-1),
                new Step.Fork(Step.Child.FIRST, first),
                new Step.Fork(Step.Child.PROGRAM, program),
                new Step.Attend(5, 12));
        // the process in the background holds the output open: reading it to its end waits for all of them
        var run = Processor.of(architecture, directory)
                .run(plan, architecture, "/", "sh", "-c", "(sleep 100; echo late) & echo $$; exit 9");
        assertThat(run.exitStatus()).isEqualTo(9);
        // a thread of qemu-user in the first process may have had the next number
        assertThat(run.text()).isIn(architecture == Architecture.current() ? List.of("2\n") : List.of("2\n", "3\n"));
    }

    @ParameterizedTest
    @EnumSource
    void mountsAndNamesAreThoseOfTheProcess(Architecture architecture) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("data"));
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.createDirectories(data.resolve("only-here"));
        var plan = plan(
                new Step.Call(SystemCall.CLOSE_RANGE, number(4), new Argument.Number(0xffff_ffffL, "~0U"), number(0)),
                new Step.Call(SystemCall.UNSHARE, number(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET)),
                new Step.Call(SystemCall.SETHOSTNAME, text("jail"), number(4)),
                new Step.Call(SystemCall.MOUNT, text("none"), text("/"), NULL, number(0x4_4000), NULL),
                new Step.Call(
                        SystemCall.OPENAT2,
                        number(-100),
                        text(data.toString()),
                        Argument.Bytes.ofLongs("how", 0x28_0000, 0, 4),
                        number(24)),
                new Step.Call(SystemCall.OPEN_TREE, number(4), text(""), number(0x8_1001)),
                new Step.Call(
                        SystemCall.MOUNT_SETATTR,
                        number(5),
                        text(""),
                        number(0x1000),
                        Argument.Bytes.ofLongs("attr", 1, 0, 0, 0),
                        number(32)),
                new Step.Call(SystemCall.CHDIR, new Argument.ProgramArgument(1, "\"<root>\"")),
                new Step.Call(SystemCall.MOUNT, text("."), text("/proc"), NULL, number(0x1000), NULL),
                chdir("/proc"),
                new Step.Call(SystemCall.PIVOT_ROOT, text("."), text(".")),
                new Step.Call(SystemCall.UMOUNT2, text("."), number(2)),
                chdir("/"),
                new Step.Call(SystemCall.MOVE_MOUNT, number(5), text(""), number(-100), text("/data"), number(4)),
                chdir("/data/only-here"),
                new Step.Call(SystemCall.MKDIRAT, number(-100), text("new"), number(0755)),
                exit(0));
        var run = Processor.of(architecture, directory).run(plan, architecture, root.toString());
        int erofs = 30;
        // unshare, sethostname and mount are behind it then
        assumeTrue(
                architecture == Architecture.current() || run.failure().errno() != Errno.ENOSYS,
                () -> "qemu-user does not have "
                        + plan.listing().get(run.failure().step()));
        assertThat(run.failure()).isEqualTo(new EntryFailure(15, erofs, Processor.TOKEN));
        assertThat(root.resolve("data")).isEmptyDirectory();
    }

    private static Step.Call mask(long signals) {
        return new Step.Call(
                SystemCall.RT_SIGPROCMASK, number(2), Argument.Bytes.ofLongs("mask", signals), NULL, number(8));
    }
}
