package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.ResourceLimit;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Architecture;
import org.virtuald.entry.Argument;
import org.virtuald.entry.DeniedCalls;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.entry.SeccompDenial;
import org.virtuald.entry.SeccompFilter;
import org.virtuald.entry.Step;
import org.virtuald.posix.Account;
import org.virtuald.posix.ProcessCapabilities;

class ServicePlanTest {

    private static final Account ALICE = new Account("alice", 1000, 100, List.of(27L, 100L, 4_000_000_000L));

    /** All that root has on a kernel of today. */
    private static final ProcessCapabilities ALL =
            new ProcessCapabilities(0x1ff_ffff_ffffL, 0x1ff_ffff_ffffL, 0x1ff_ffff_ffffL);

    private static final Account ROOT = new Account("root", 0, 0, List.of(0L));

    @Test
    void descriptorsComeFirstTheRootThenTheIdentityLateAndTheFilterLast() {
        assertThat(eachTime(ALICE, "path = \"/usr/bin:/bin/\""))
                .map(line -> line.replaceFirst("len=[0-9]+", "len=N"))
                .containsExactly(
                        "close_range(4, ~0U, 0)",
                        "fcntl(3, F_SETFD, FD_CLOEXEC)",
                        "setsid()",
                        "umask(022)",
                        "prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=4096}, NULL)",
                        "chroot(\"<root>\")",
                        "chdir(\"/\")",
                        "setgroups(3, [27, 100, 4000000000])",
                        "setresgid(100, 100, 100)",
                        "setresuid(1000, 1000, 1000)",
                        "capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0},"
                                + " {effective=0, permitted=0, inheritable=0})",
                        "seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=N, filter=...})",
                        "execve(\"/usr/bin/in.ftpd\", argv+2, envp) || execve(\"/bin/in.ftpd\", argv+2, envp)");
    }

    @Test
    void whatChildrenInheritIsDoneOnce() {
        assertThat(once(ALICE))
                .map(line -> line.replaceFirst("len=[0-9]+", "len=N"))
                .containsExactly(
                        "prctl(PR_CAPBSET_DROP, each capability)",
                        "prctl(PR_SET_SECUREBITS, SECBIT_NOROOT|SECBIT_NOROOT_LOCKED|SECBIT_NO_SETUID_FIXUP_LOCKED"
                                + "|SECBIT_KEEP_CAPS_LOCKED|SECBIT_NO_CAP_AMBIENT_RAISE"
                                + "|SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED)",
                        "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)",
                        "seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=N, filter=...})");
        assertThat(once(ROOT)).isEmpty();
        assertThat(once(ALICE, "isolation = namespaces"))
                .as("in namespaces rights begin anew")
                .isEmpty();
    }

    @Test
    void theFilterThatIsPutOnOnceAllowsWhatTheStepsNeedAndTheOtherOneDeniesIt() {
        Argument later = filter(steps(ALICE, "seccomp { deny = [setsid, setresuid, prctl, recvmsg, sync] }")
                .steps());
        Argument once = filter(steps(ALICE, "seccomp { deny = [setsid, setresuid, prctl, recvmsg, sync] }")
                .once());
        DeniedCalls denied = DeniedCalls.byDefault();
        // recvmsg is one of the starter's
        List<String> needed = List.of("chroot", "setsid", "setresuid", "prctl", "recvmsg");
        assertThat(later).isEqualTo(filterOf(DeniedCalls.nothingBut(needed)));
        assertThat(once).isEqualTo(filterOf(denied.allowing(List.of("chroot")).denying(List.of("sync"))));
    }

    @Test
    void withoutAFilterThereIsNone() {
        assertThat(plan(ALICE, "seccomp = off")).noneMatch(line -> line.startsWith("seccomp("));
    }

    @Test
    void aControlGroupIsEnteredBeforeAnythingElse() {
        for (String asked : List.of("cgroup {}", "connection-cgroup {}")) {
            assertThat(eachTime(ALICE, asked))
                    .startsWith("write(4, \"0\", 1)", "close_range(4, ~0U, 0)")
                    .hasSize(eachTime(ALICE).size() + 1);
            assertThat(plan(ALICE, asked, "isolation = namespaces"))
                    .startsWith("write(4, \"0\", 1)", "close_range(4, ~0U, 0)");
        }
        assertThat(eachTime(ALICE, "cgroup {}", "wait = true", "pass = listen-fds"))
                .startsWith("write(5, \"0\", 1)");
    }

    @Test
    void rootIsConfinedOnlyWhereTheConfSaysSo() {
        assertThat(plan(ROOT)).noneMatch(line -> line.matches("(prctl|capset|seccomp)\\(.*"));
        assertThat(plan(ROOT, "capabilities = [SETUID, SYS_CHROOT]", "no-new-privileges = true"))
                .contains(
                        "prctl(PR_CAPBSET_DROP, each capability but CAP_SETUID, CAP_SYS_CHROOT)",
                        "capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_SETUID|1<<CAP_SYS_CHROOT,"
                                + " permitted=1<<CAP_SETUID|1<<CAP_SYS_CHROOT, inheritable=0})",
                        "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)")
                .noneMatch(line -> line.contains("SECUREBITS"));
    }

    @Test
    void aKeptCapabilityLivesThroughTheChangeOfIdentityAndTheExec() {
        assertThat(plan(ALICE, "capabilities = [NET_BIND_SERVICE]"))
                .containsSubsequence(
                        "prctl(PR_SET_SECUREBITS, SECBIT_NOROOT|SECBIT_NOROOT_LOCKED|SECBIT_NO_SETUID_FIXUP_LOCKED"
                                + "|SECBIT_KEEP_CAPS)",
                        "setresuid(1000, 1000, 1000)",
                        "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0)");
    }

    @Test
    void aFilterWithoutNoNewPrivilegesIsPutOnWhileTheProcessIsRoot() {
        assertThat(plan(ALICE, "no-new-privileges = false")).noneMatch(line -> line.contains("NO_NEW_PRIVS"));
        assertThat(once(ALICE, "no-new-privileges = false")).last().asString().startsWith("seccomp(");
        List<String> plan = eachTime(ALICE, "no-new-privileges = false");
        assertThat(indexOf(plan, "chroot(")).isLessThan(indexOf(plan, "seccomp("));
        assertThat(indexOf(plan, "seccomp(")).isLessThan(indexOf(plan, "setresuid("));
    }

    @Test
    void onlyWhatIsInTheBoundingSetIsDropped() {
        ServiceConf conf = ConfText.service();
        LauncherPrivileges little = new LauncherPrivileges(new ProcessCapabilities(0, 0, 0), 1024, true);
        assertThat(ServicePlan.of(conf, ALICE, little).listing()).noneMatch(line -> line.contains("CAPBSET"));
    }

    @Test
    void whereGroupsCannotBeSetTheyAreLeftAsTheyAre() {
        LauncherPrivileges namespace = new LauncherPrivileges(ALL, 1024, false);
        assertThat(ServicePlan.of(ConfText.service(), ALICE, namespace).listing())
                .noneMatch(line -> line.startsWith("setgroups"));
    }

    @Test
    void limitsOfTheConfAreSetAndTakeThePlaceOfTheUsualOne() {
        assertThat(plan(ALICE, "limits { nofile = \"10:20\", as = 1M, core = 0, nproc = unlimited }"))
                .filteredOn(line -> line.startsWith("prlimit64"))
                .containsExactly(
                        "prlimit64(0, RLIMIT_CORE, {rlim_cur=0, rlim_max=0}, NULL)",
                        "prlimit64(0, RLIMIT_NPROC, {rlim_cur=18446744073709551615, rlim_max=18446744073709551615},"
                                + " NULL)",
                        "prlimit64(0, RLIMIT_NOFILE, {rlim_cur=10, rlim_max=20}, NULL)",
                        "prlimit64(0, RLIMIT_AS, {rlim_cur=1048576, rlim_max=1048576}, NULL)");
    }

    @Test
    void aProgramWithAPathIsNotSearchedFor() {
        assertThat(plan(ALICE, "exec = [\"/opt/ftpd\"]", "path = \"/usr/bin:/bin\""))
                .endsWith("execve(\"/opt/ftpd\", argv+2, envp)");
    }

    @Test
    void aHardLimitBelowTheUsualSoftOneIsTheSoftOneToo() {
        LauncherPrivileges few = new LauncherPrivileges(ALL, 256, true);
        assertThat(ServicePlan.of(ConfText.service(), ALICE, few).listing())
                .contains("prlimit64(0, RLIMIT_NOFILE, {rlim_cur=256, rlim_max=256}, NULL)");
    }

    @Test
    void noHardLimitStaysNone() {
        LauncherPrivileges unlimited = new LauncherPrivileges(ALL, ResourceLimit.UNLIMITED, true);
        assertThat(ServicePlan.of(ConfText.service(), ALICE, unlimited).listing())
                .contains("prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=18446744073709551615}, NULL)");
    }

    private static List<String> plan(Account account, String... lines) {
        return steps(account, lines).listing();
    }

    private static List<String> once(Account account, String... lines) {
        return steps(account, lines).onceListing();
    }

    private static List<String> eachTime(Account account, String... lines) {
        LaunchPlan plan = steps(account, lines);
        return plan.listing().subList(plan.once().size(), plan.listing().size());
    }

    private static LaunchPlan steps(Account account, String... lines) {
        return ServicePlan.of(ConfText.service(lines), account, new LauncherPrivileges(ALL, 4096, true));
    }

    private static Argument filter(List<Step> steps) {
        return steps.stream()
                .filter(step -> step.shownAs().startsWith("seccomp("))
                .map(step -> ((Step.Call) step).arguments().get(2))
                .findFirst()
                .orElseThrow();
    }

    private static Argument filterOf(DeniedCalls denied) {
        return filter(List.of(SeccompFilter.step(denied, SeccompDenial.ERRNO, Architecture.current())));
    }

    private static int indexOf(List<String> plan, String beginning) {
        for (int i = 0; i < plan.size(); i++) {
            if (plan.get(i).startsWith(beginning)) {
                return i;
            }
        }
        throw new AssertionError("no " + beginning + " in " + plan);
    }
}
