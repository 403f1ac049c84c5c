package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.Account;
import org.virtuald.posix.UserNamespace;

class ServicePlanTest {

    private static final Account ALICE = new Account("alice", 1000, 100, List.of(27L, 100L, 4_000_000_000L));

    @Test
    void descriptorsComeFirstTheRootThenAndTheIdentityLast() {
        assumeTrue(UserNamespace.allowsSetgroups(), "setgroups is denied in this user namespace");
        ServiceConf conf = ConfText.service("path = \"/usr/bin:/bin/\"");

        assertThat(ServicePlan.of(conf, ALICE, 4096).listing())
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
                        "execve(\"/usr/bin/in.ftpd\", argv+2, envp) || execve(\"/bin/in.ftpd\", argv+2, envp)");
    }

    @Test
    void aProgramWithAPathIsNotSearchedFor() {
        ServiceConf conf = ConfText.service("exec = [\"/opt/ftpd\"]", "path = \"/usr/bin:/bin\"");

        assertThat(ServicePlan.of(conf, ALICE, 4096).listing()).endsWith("execve(\"/opt/ftpd\", argv+2, envp)");
    }

    @Test
    void aHardLimitBelowTheUsualSoftOneIsTheSoftOneToo() {
        assertThat(ServicePlan.of(ConfText.service(), ALICE, 256).listing())
                .contains("prlimit64(0, RLIMIT_NOFILE, {rlim_cur=256, rlim_max=256}, NULL)");
    }

    @Test
    void noHardLimitStaysNone() {
        long unlimited = -1; // RLIM64_INFINITY

        assertThat(ServicePlan.of(ConfText.service(), ALICE, unlimited).listing())
                .contains("prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=18446744073709551615}, NULL)");
    }
}
