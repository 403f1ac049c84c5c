package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.virtuald.entry.Plans.chdir;
import static org.virtuald.entry.Plans.execute;
import static org.virtuald.entry.Plans.exit;
import static org.virtuald.entry.Plans.number;
import static org.virtuald.entry.Plans.plan;
import static org.virtuald.entry.Plans.text;
import static org.virtuald.entry.Plans.umask;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaunchPlanTest {

    @Test
    void listsOneLineAStep() {
        var plan = plan(
                new Step.Call(SystemCall.CLOSE_RANGE, number(4), new Argument.Number(0xffff_ffffL, "~0U"), number(0)),
                new Step.Call(SystemCall.SETSID),
                umask(18),
                new Step.Call(
                        SystemCall.MKDIRAT,
                        List.of(new Argument.Number(-100, "AT_FDCWD"), text("x"), new Argument.Number(0755, "0755")),
                        Set.of(17)),
                new Step.Call(SystemCall.CHROOT, new Argument.ProgramArgument(1, "\"<root>\"")),
                new Step.Call(SystemCall.SETGROUPS, number(1), Argument.Bytes.ofInts("[100]", 100)),
                new Step.ExecveSearch(List.of("/usr/local/bin/cat", "/usr/bin/cat")));
        assertThat(plan.listing())
                .containsExactly(
                        "close_range(4, ~0U, 0)",
                        "setsid()",
                        "umask(022)",
                        "mkdirat(AT_FDCWD, \"x\", 0755) || errno == 17",
                        "chroot(\"<root>\")",
                        "setgroups(1, [100])",
                        "execve(\"/usr/local/bin/cat\", argv+2, envp) || execve(\"/usr/bin/cat\", argv+2, envp)");
    }

    @Test
    void whatIsDoneOnceComesFirst() {
        var plan = new LaunchPlan(List.of(umask(18), chdir("/")), List.of(chdir("/tmp"), exit(0)));

        assertThat(plan.onceListing()).containsExactly("umask(022)", "chdir(\"/\")");
        assertThat(plan.listing()).containsExactly("umask(022)", "chdir(\"/\")", "chdir(\"/tmp\")", "exit_group(0)");
        assertThat(plan.allSteps()).containsExactly(umask(18), chdir("/"), chdir("/tmp"), exit(0));
    }

    @Test
    void nothingThatLeavesOrForksIsDoneOnce() {
        for (Step step : List.of(
                exit(0),
                execute("/bin/true"),
                new Step.ExecveSearch(List.of("/bin/true")),
                new Step.ListenPid(),
                new Step.Fork(Step.Child.FIRST, plan(exit(0))))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LaunchPlan(List.of(step), List.of(exit(0))))
                    .withMessage("what is done once for many launches is calls, and not " + step.shownAs());
        }
    }

    @Test
    void endsInAProgramOrAnExit() {
        assertThat(plan(execute("/bin/true")).listing()).containsExactly("execve(\"/bin/true\", argv+2, envp)");
        assertThat(plan(exit(0)).listing()).containsExactly("exit_group(0)");
        assertThatIllegalArgumentException().isThrownBy(() -> plan()).withMessage("a launch plan without steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(execute("/bin/true"), chdir("/")))
                .withMessage("a launch plan ends in execve or exit_group, this one in chdir(\"/\")");
        var tolerant = new Step.Call(SystemCall.EXECVE, execute("/bin/true").arguments(), Set.of(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(tolerant))
                .withMessageEndingWith("this one in execve(\"/bin/true\", argv+2, envp) || errno == 2");
    }

    @Test
    void aCallHasSixArgumentsAtMost() {
        List<Argument> seven = Collections.nCopies(7, number(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Step.Call(SystemCall.PRCTL, seven, Set.of()))
                .withMessage("prctl with 7 arguments; there are registers for six");
        assertThat(new Step.Call(SystemCall.PRCTL, seven.subList(0, 6), Set.of()).shownAs())
                .isEqualTo("prctl(0, 0, 0, 0, 0, 0)");
    }

    @Test
    void aToleratedErrnoIsOneThatACallCanGive() {
        for (int errno : new int[] {-2, 0, 4096}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Step.Call(SystemCall.SETSID, List.of(), Set.of(errno)))
                    .withMessage("errno " + errno + " is not in 1 to 4095");
        }
    }

    @Test
    void aSearchHasACandidate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Step.ExecveSearch(List.of()))
                .withMessage("a search without candidates");
        assertThatIllegalArgumentException().isThrownBy(() -> new Step.ExecveSearch(List.of("/bin/a\0b")));
    }
}
