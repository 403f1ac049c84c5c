package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.Capability;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.posix.Account;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.ProcessCapabilities;

/** What is found wrong, or warned of, once the user is known. */
class ConfinementProblemsTest {
    private static final Account ALICE = new Account("alice", 1000, 100, List.of(100L));
    private static final Account ROOT = new Account("root", 0, 0, List.of(0L));
    private static final LauncherPrivileges NONE = new LauncherPrivileges(new ProcessCapabilities(0, 0, 0), 1024, true);

    @Test
    void namesOfSystemCallsAreLookedUp() throws ErrnoException {
        assertThat(problems("seccomp { allow = [ptrce], deny = [fork, execve] }"))
                .containsExactly(
                        "conf/services/ftp.conf:5: seccomp: no system call has the name ptrce, see syscalls(2)",
                        "conf/services/ftp.conf:5: seccomp: without execve no program starts");
    }

    @Test
    void whatTheLauncherDoesNotHaveItCannotHandOn() throws ErrnoException {
        assumeTrue(
                CurrentProcess.effectiveUser() == 0, "an ordinary user checks for root, whose rights it cannot know");
        assertThat(problems("capabilities = [SETUID]"))
                .containsExactly("conf/services/ftp.conf:5: capabilities: SETUID: the launcher was started without"
                        + " CAP_SETUID");
    }

    @Test
    void anOlderKernelDoesNotHaveEachCapability() {
        assertThat(ConfinementProblems.unknown(Capability.BPF, 37))
                .isEqualTo("BPF: this kernel does not have it; the last that it knows is number 37, and CAP_BPF is"
                        + " number 39");
    }

    @Test
    void aLimitAboveTheLaunchersOwnNeedsTheRightToRaiseIt() throws ErrnoException {
        assumeTrue(
                CurrentProcess.effectiveUser() == 0, "an ordinary user checks for root, whose rights it cannot know");
        long most = CurrentProcess.hardLimit(7);
        assumeTrue(most != -1, "there is no hard limit on descriptors");
        assertThat(problems("limits.nofile = unlimited"))
                .containsExactly("conf/services/ftp.conf:5: limits: nofile: above " + Long.toUnsignedString(most)
                        + ", the hard limit of the launcher, which has no CAP_SYS_RESOURCE to raise it");
        assertThat(problems("limits.nofile = " + most)).isEmpty();
    }

    @Test
    void rootInARootIsWarnedOf() {
        assertThat(warning(ROOT, "default /srv/one"))
                .containsExactly("conf/services/ftp.conf:4: warning: a program that is root can leave its root; take an"
                        + " ordinary user, or list the capabilities that it needs");
        assertThat(warning(ROOT, "default /")).isEmpty();
        assertThat(warning(ALICE, "default /srv/one")).isEmpty();
        assertThat(warning(ROOT, "default /srv/one", "capabilities = [SETUID, SETGID, NET_BIND_SERVICE]"))
                .isEmpty();
    }

    @Test
    void aCapabilityToGetOutWithIsWarnedOf() {
        assertThat(warning(ALICE, "default /srv/one", "capabilities = [SYS_CHROOT]"))
                .containsExactly(
                        "conf/services/ftp.conf:5: warning: a program with these capabilities can leave its root");
    }

    private static List<String> problems(String... lines) throws ErrnoException {
        return ConfinementProblems.of(ConfText.service(lines), ALICE, NONE).stream()
                .map(Problem::toString)
                .toList();
    }

    private static List<String> warning(Account account, String table, String... lines) {
        Reading<RootsTable> roots = RootsTable.parse("table", table);
        assertThat(roots).isInstanceOf(Reading.Accepted.class);
        return EscapeWarning.of(ConfText.service(lines), account, ((Reading.Accepted<RootsTable>) roots).value())
                .stream()
                .map(Problem::toString)
                .toList();
    }
}
