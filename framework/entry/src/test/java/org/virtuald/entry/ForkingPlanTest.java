package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.virtuald.entry.Plans.chdir;
import static org.virtuald.entry.Plans.closeOnExec;
import static org.virtuald.entry.Plans.execute;
import static org.virtuald.entry.Plans.exit;
import static org.virtuald.entry.Plans.number;
import static org.virtuald.entry.Plans.plan;
import static org.virtuald.entry.Plans.say;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plans of a process that starts two others and ends as one of them does. */
class ForkingPlanTest {
    private static final int END_SIGNAL = 12; // not a real-time one: qemu-user moves their numbers
    private static final int READING = 4;
    private static final int WRITING = 5;
    private static final int ENOTDIR = Errno.ENOTDIR;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void itEndsWithTheStatusOfTheProgram(Architecture architecture) {
        var run = run(architecture, "exit 41");
        assertThat(run.exitStatus()).isEqualTo(41);
        assertThat(run.text()).isEqualTo("the first ends\n");
        assertThat(run.record().remaining()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void itEndsByTheSignalOfTheProgram(Architecture architecture) {
        for (int signal : new int[] {1, 6, 9, 11, 15, 63}) {
            assertThat(run(architecture, "kill -" + signal + " $$").exitStatus())
                    .isEqualTo(128 + signal);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itPassesSignalsOnToTheProgramsGroup(Architecture architecture) {
        for (String signal : List.of("HUP", "TERM", "USR1", "40")) {
            var run = run(
                    architecture,
                    "trap 'echo got; exit 5' " + signal + "; kill -" + signal + " $PPID; while :; do :; done");
            assertThat(run.text()).isEqualTo("got\nthe first ends\n");
            assertThat(run.exitStatus()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndSignalEndsTheFirstProcessAtOnce(Architecture architecture) {
        var run = run(
                architecture,
                "kill -" + END_SIGNAL + " $PPID; until grep -q ends output; do :; done; echo seen; exit 6");
        assertThat(run.text()).isEqualTo("the first ends\nseen\n");
        assertThat(run.exitStatus()).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfAnotherChildIsNotTheEnd(Architecture architecture) {
        var run = run(architecture, "kill -CHLD $PPID; sleep 0.1; exit 7");
        assertThat(run.exitStatus()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void aFailedStepHasTheIndexOfItsLineInEveryProcess(Architecture architecture) {
        var inTheProgram = attending(List.of(), List.of(chdir("/dev/null")));
        var run = Processor.of(architecture, directory).run(inTheProgram, architecture, "/", "sh");
        assertThat(inTheProgram.listing().get(run.failure().step())).isEqualTo("    chdir(\"/dev/null\")");
        assertThat(run.failure().errno()).isEqualTo(ENOTDIR);
        assertThat(run.exitStatus()).isEqualTo(EntryFailure.EXIT_STATUS);

        var inTheFirst = attending(List.of(chdir("/dev/null")), List.of());
        run = Processor.of(architecture, directory).run(inTheFirst, architecture, "/", "sh", "-c", "exit 3");
        assertThat(inTheFirst.listing().get(run.failure().step())).isEqualTo("    chdir(\"/dev/null\")");
        assertThat(inTheFirst.allSteps().get(run.failure().step())).isEqualTo(chdir("/dev/null"));
    }

    @Test
    void theListingTellsWhoDoesWhat() {
        assertThat(attending(List.of(), List.of(chdir("/"))).listing())
                .containsSubsequence(
                        "pipe2([4, 5], O_CLOEXEC)",
                        "clone(SIGCHLD), and in it, the first process:",
                        "    read(4, \"\", 1)",
                        "    exit_group(0)",
                        "clone(SIGCHLD), and in it, the program:",
                        "    chdir(\"/\")",
                        "    execve(\"/bin/sh\", argv+2, envp)",
                        "rt_sigtimedwait(~[]): SIGCHLD, waitid(program); 12, close(5); else kill(-program, it);"
                                + " at last close(5), waitid(first), exit_group or kill(self) as the program ended");
    }

    @Test
    void onlyAPlanWithBothChildrenAttendsToThem() {
        var first = new Step.Fork(Step.Child.FIRST, plan(exit(0)));
        var program = new Step.Fork(Step.Child.PROGRAM, plan(exit(0)));
        var attend = new Step.Attend(WRITING, END_SIGNAL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(first, attend))
                .withMessage("a launch plan that attends to others than its two children");
        assertThatIllegalArgumentException().isThrownBy(() -> plan(program, first, attend));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Step.Fork(Step.Child.FIRST, plan(first, program, attend)))
                .withMessage("a fork in the plan of a fork");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Step.Attend(WRITING, 65))
                .withMessage("signal 65 is not in 1 to 64");
    }

    private Processor.Run run(Architecture architecture, String script) {
        return Processor.of(architecture, directory)
                .run(attending(List.of(), List.of()), architecture, "/", "sh", "-c", script);
    }

    private static LaunchPlan attending(List<Step> inTheFirst, List<Step> inTheProgram) {
        List<Step> first = new ArrayList<>(List.of(
                new Step.Call(SystemCall.CLOSE, number(WRITING)),
                new Step.Call(SystemCall.READ, number(READING), new Argument.Memory("\"\""), number(1))));
        first.addAll(inTheFirst);
        first.addAll(List.of(say("the first ends\n"), exit(0)));
        List<Step> program = new ArrayList<>(List.of(new Step.Call(SystemCall.SETSID)));
        program.addAll(inTheProgram);
        program.addAll(List.of(mask(0, "[]"), execute("/bin/sh")));
        return plan(
                new Step.Call(SystemCall.CLOSE_RANGE, number(4), number(0xffff_ffffL), number(0)),
                closeOnExec(3),
                new Step.Call(
                        SystemCall.PIPE2, new Argument.Memory("[4, 5]"), new Argument.Number(02000000, "O_CLOEXEC")),
                mask(-1, "~[]"),
                new Step.Fork(Step.Child.FIRST, new LaunchPlan(first)),
                new Step.Fork(Step.Child.PROGRAM, new LaunchPlan(program)),
                new Step.Attend(WRITING, END_SIGNAL));
    }

    private static Step.Call mask(long signals, String shownAs) {
        return new Step.Call(
                SystemCall.RT_SIGPROCMASK,
                new Argument.Number(2, "SIG_SETMASK"),
                Argument.Bytes.ofLongs(shownAs, signals),
                new Argument.Number(0, "NULL"),
                number(8));
    }
}
