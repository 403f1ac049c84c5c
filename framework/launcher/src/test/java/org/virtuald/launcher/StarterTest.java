package org.virtuald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Argument;
import org.virtuald.entry.EntryFailure;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.entry.StartRequest;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;
import org.virtuald.posix.Account;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Pipe;
import org.virtuald.posix.Signals;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StarterTest {

    private static final Account ROOT = new Account("root", 0, 0, List.of(0L));
    private static final String TOKEN = EntryFailure.tokenText(7);

    private static final Step EXECUTE = new Step.ExecveSearch(List.of("/bin/sh"));

    @AutoClose("shutdownNow")
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    private final Children children = new Children(timer);
    private final ChildExit.Waiter waiter = new ChildExit.Waiter();

    @AutoClose
    private final TestService service = new TestService("default /");

    @AutoClose
    private final Pipe output = Pipe.open();

    private Optional<Entry> entry = Optional.empty();
    private Optional<Starter> starter = Optional.empty();

    StarterTest() throws ErrnoException {}

    /** Leaves no child that another test could take for its own. */
    @AfterEach
    void close() throws Exception {
        List<Integer> starters = StarterProcesses.ofFtp();
        starter.ifPresent(Starter::close);
        entry.ifPresent(Entry::close);
        StarterProcesses.await(starters);
    }

    @Test
    void programsGetTheirArgumentsTheirEnvironmentAndTheDescriptorsFromZeroOn() throws Exception {
        starter(plan(closeOthers(), EXECUTE));
        for (int i = 0; i < 3; i++) {
            int pid = start("echo \"$0 $1 $GREETING\"; cd /proc/self/fd; echo *", "a b", Integer.toString(i));
            assertThat(waiter.await(pid))
                    .hasValueSatisfying(exit -> assertThat(exit.code()).isZero());
            // descriptor 3 is the directory that the shell itself reads for the pattern
            assertThat(text()).isEqualTo("a b " + i + " good day\n0 1 2 3\n");
        }
    }

    @Test
    void aProgramIsAChildOfThisProcessAndSoIsItsStarter() throws Exception {
        starter(plan(closeOthers(), EXECUTE));
        int pid = start("echo $PPID");
        waiter.await(pid);

        assertThat(text()).isEqualTo(ProcessHandle.current().pid() + "\n");
        assertThat(StarterProcesses.ofFtp()).singleElement().satisfies(other -> {
            assertThat(other).isNotEqualTo(pid);
            assertThat(StarterProcesses.arguments(other)).isEqualTo(TOKEN + " starter of ftp");
            assertThat(descriptors(other)).isEqualTo(List.of(Integer.toString(StartRequest.CHANNEL)));
        });
    }

    @Test
    void itEndsWhenItIsClosed() throws Exception {
        starter(plan(closeOthers(), EXECUTE));
        waiter.await(start(":"));
        int pid = StarterProcesses.ofFtp().get(0);

        starter.orElseThrow().close();

        assertThat(waiter.await(pid))
                .hasValueSatisfying(
                        exit -> assertThat(exit.code() + exit.signal()).isZero());
    }

    @Test
    void oneThatWasKilledIsReplaced() throws Exception {
        starter(plan(closeOthers(), EXECUTE));
        waiter.await(start(":"));
        int killed = StarterProcesses.ofFtp().get(0);
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        assertThat(waiter.await(killed))
                .hasValueSatisfying(exit -> assertThat(exit.signal()).isEqualTo(Signals.SIGKILL));

        waiter.await(start("echo again"));

        assertThat(text()).isEqualTo("again\n");
    }

    @Test
    void aLaunchThatWaitsInTheKernelHoldsUpNoOther(@TempDir Path directory) throws Exception {
        Path silent = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", silent.toString()).start().waitFor())
                .isZero();
        Step open = new Step.Call(
                SystemCall.OPENAT,
                new Argument.Number(-100, "AT_FDCWD"),
                new Argument.ProgramArgument(EntryProgram.ROOT_ARGUMENT, "\"<root>\""),
                new Argument.Number(0));
        starter(plan(open, closeOthers(), EXECUTE));

        int waiting = startIn(silent.toString(), "echo late");
        waiter.await(start("echo other"));
        assertThat(text()).isEqualTo("other\n");

        Files.writeString(silent, "");
        waiter.await(waiting);
        assertThat(text()).isEqualTo("late\n");
    }

    @Test
    void whatCannotBeDoneOnceIsReportedAsTheLaunchs() throws Exception {
        Step impossible = new Step.Call(SystemCall.CHDIR, new Argument.Text("/dev/null"));
        starter(new LaunchPlan(List.of(impossible), List.of(EXECUTE)));

        for (int i = 0; i < 2; i++) {
            int pid = start(":");
            ChildExit exit = waiter.await(pid).orElseThrow();
            assertThat(entry.orElseThrow().failure(new Child(service.open(), 5, 7, "/", Optional.empty()), exit))
                    .hasValueSatisfying(answer -> assertThat(answer)
                            .isInstanceOfSatisfying(LaunchAnswer.Failed.class, failed -> {
                                assertThat(failed.call()).isEqualTo("chdir");
                                assertThat(failed.errno()).isEqualTo(Errno.ENOTDIR.intValue());
                            }));
        }
    }

    @Test
    void argumentsMayBeLongButNotTooLong() throws Exception {
        starter(plan(closeOthers(), EXECUTE));
        String most = "x".repeat(StartRequest.MOST_BYTES - 1000);

        waiter.await(start("echo ${#0}", most));
        assertThat(text()).isEqualTo(most.length() + "\n");

        assertThatThrownBy(() -> start(":", most + "x".repeat(1000)))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.number()).isEqualTo(Errno.E2BIG.intValue()));

        waiter.await(start("echo still here"));
        assertThat(text()).isEqualTo("still here\n");
    }

    private static LaunchPlan plan(Step... steps) {
        return new LaunchPlan(List.of(steps));
    }

    private static Step closeOthers() {
        return new Step.Call(
                SystemCall.CLOSE_RANGE,
                new Argument.Number(EntryFailure.DESCRIPTOR),
                new Argument.Number(0xffff_ffffL),
                new Argument.Number(0));
    }

    private void starter(LaunchPlan plan) throws ErrnoException {
        ServiceConf conf = ConfText.service();
        Entry made = Entry.of(conf, plan, ProgramTrust.of(conf, ROOT), Optional.empty());
        entry = Optional.of(made);
        starter = Optional.of(new Starter(made, children));
    }

    private int start(String script, String... arguments) throws ErrnoException {
        return startIn("/", script, arguments);
    }

    /** Starts a shell, whose stdin, stdout and stderr are the pipe. */
    private int startIn(String root, String script, String... arguments) throws ErrnoException {
        List<String> all = new ArrayList<>(List.of(TOKEN, root, "sh", "-c", script));
        all.addAll(List.of(arguments));
        Descriptor end = output.writing();
        return starter.orElseThrow()
                .start(
                        all,
                        List.of("GREETING=good day"),
                        end,
                        end,
                        end,
                        entry.orElseThrow().failureReports());
    }

    /** What programs have written. */
    private String text() throws ErrnoException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        output.read(buffer);
        return UTF_8.decode(buffer.flip()).toString();
    }

    private static List<String> descriptors(long pid) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return all.map(one -> one.getFileName().toString()).toList();
        }
    }
}
