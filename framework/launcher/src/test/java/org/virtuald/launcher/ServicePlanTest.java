package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.ResourceLimit;
import org.virtuald.conf.ServiceConf;
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
        assertThat(plan(ALICE, "path = \"/usr/bin:/bin/\""))
                .map(line -> line.replaceFirst("len=[0-9]+", "len=N"))
                .containsExactly(
                        "close_range(4, ~0U, 0)",
                        "fcntl(3, F_SETFD, FD_CLOEXEC)",
                        "setsid()",
                        "umask(022)",
                        "prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=4096}, NULL)",
                        "chroot(\"<root>\")",
                        "chdir(\"/\")",
                        "prctl(PR_CAPBSET_DROP, each capability)",
                        "prctl(PR_SET_SECUREBITS, SECBIT_NOROOT|SECBIT_NOROOT_LOCKED|SECBIT_NO_SETUID_FIXUP_LOCKED"
                                + "|SECBIT_KEEP_CAPS_LOCKED|SECBIT_NO_CAP_AMBIENT_RAISE"
                                + "|SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED)",
                        "setgroups(3, [27, 100, 4000000000])",
                        "setresgid(100, 100, 100)",
                        "setresuid(1000, 1000, 1000)",
                        "capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0},"
                                + " {effective=0, permitted=0, inheritable=0})",
                        "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)",
                        "seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=N, filter=...})",
                        "execve(\"/usr/bin/in.ftpd\", argv+2, envp) || execve(\"/bin/in.ftpd\", argv+2, envp)");
    }

    @Test
    void aControlGroupIsEnteredBeforeAnythingElse() {
        for (String asked : List.of("cgroup {}", "connection-cgroup {}")) {
            assertThat(plan(ALICE, asked))
                    .startsWith("write(4, \"0\", 1)", "close_range(4, ~0U, 0)")
                    .hasSize(plan(ALICE).size() + 1);
            assertThat(plan(ALICE, asked, "isolation = namespaces"))
                    .startsWith("write(4, \"0\", 1)", "close_range(4, ~0U, 0)");
        }
        assertThat(plan(ALICE, "cgroup {}", "wait = true", "pass = listen-fds")).startsWith("write(5, \"0\", 1)");
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
        List<String> plan = plan(ALICE, "no-new-privileges = false");
        assertThat(plan).noneMatch(line -> line.contains("NO_NEW_PRIVS"));
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
        return ServicePlan.of(ConfText.service(lines), account, new LauncherPrivileges(ALL, 4096, true))
                .listing();
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
