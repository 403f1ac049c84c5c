package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.Account;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.ProcessCapabilities;

/** The plan of a service with namespaces of its own. */
class NamespacePlanTest {
    private static final Account ALICE = new Account("alice", 1000, 100, List.of(100L));
    private static final Account ROOT = new Account("root", 0, 0, List.of(0L));
    private static final ProcessCapabilities ALL =
            new ProcessCapabilities(0x1ff_ffff_ffffL, 0x1ff_ffff_ffffL, 0x1ff_ffff_ffffL);
    private static final LauncherPrivileges EVERYTHING = new LauncherPrivileges(ALL, 4096, true);

    @TempDir
    Path directory;

    @Test
    void theRootIsEnteredBeforeThereIsAProcessInside() {
        assertThat(plan(ALICE))
                .containsSubsequence(
                        "close_range(4, ~0U, 0)",
                        "setsid()",
                        "unshare(CLONE_NEWNS|CLONE_NEWPID|CLONE_NEWIPC|CLONE_NEWUTS)",
                        "mount(\"none\", \"/\", NULL, MS_REC|MS_PRIVATE, NULL)",
                        "chdir(\"<root>\")",
                        "pivot_root(\".\", \".\")",
                        "umount2(\".\", MNT_DETACH)",
                        "chdir(\"/\")",
                        "mount(\"tmpfs\", \"/tmp\", \"tmpfs\", MS_NOSUID|MS_NODEV,"
                                + " \"mode=1777,size=67108864,nr_inodes=16384\") || errno == 2",
                        "prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)",
                        "clone(SIGCHLD), and in it, the first process:",
                        "    capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0},"
                                + " {effective=0, permitted=0, inheritable=0})",
                        "    read(4, \"\", 1)",
                        "    exit_group(0)",
                        "clone(SIGCHLD), and in it, the program:",
                        "    setsid()",
                        "    mount(\"proc\", \"/proc\", \"proc\", MS_RDONLY|MS_NOSUID|MS_NODEV|MS_NOEXEC,"
                                + " \"subset=pid\") || errno == 2",
                        "    close_range(4, ~0U, 0)",
                        "    setresuid(1000, 1000, 1000)",
                        "    rt_sigprocmask(SIG_SETMASK, [], NULL, 8)",
                        "close_range(0, 2, 0)");
        assertThat(plan(ALICE)).noneMatch(line -> line.contains("chroot(") || line.contains("ioctl("));
    }

    @Test
    void whatIsMountedIsTakenOutsideAndPlacedInside() {
        assertThat(plan(ALICE, "mounts = [{from = /srv/a, to = /a}, {from = /srv/b, to = /b, read-only = true}]"))
                .containsSubsequence(
                        "openat2(AT_FDCWD, \"/srv/a\", {flags=O_PATH|O_CLOEXEC, resolve=RESOLVE_NO_SYMLINKS}, 24)",
                        "open_tree(4, \"\", AT_EMPTY_PATH|OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC)",
                        "mount_setattr(5, \"\", AT_EMPTY_PATH, {attr_set=MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV}, 32)",
                        "open_tree(6, \"\", AT_EMPTY_PATH|OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC)",
                        "mount_setattr(7, \"\", AT_EMPTY_PATH,"
                                + " {attr_set=MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV}, 32)",
                        "pivot_root(\".\", \".\")",
                        "move_mount(5, \"\", AT_FDCWD, \"/a\", MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_SYMLINKS)",
                        "move_mount(7, \"\", AT_FDCWD, \"/b\", MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_SYMLINKS)",
                        "pipe2([8, 9], O_CLOEXEC)");
    }

    @Test
    void aNetworkOfItsOwnHasALoopbackInterfaceThatIsUp() {
        assertThat(plan(ALICE, "network = own"))
                .containsSubsequence(
                        "unshare(CLONE_NEWNS|CLONE_NEWPID|CLONE_NEWIPC|CLONE_NEWUTS|CLONE_NEWNET)",
                        "socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0)",
                        "ioctl(4, SIOCSIFFLAGS, {ifr_name=\"lo\", ifr_flags=IFF_UP|IFF_RUNNING})",
                        "close(4)");
    }

    @Test
    void rootKeepsWhatReachesNothingOutside() {
        String drop =
                "    prctl(PR_CAPBSET_DROP, each capability but CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID,"
                        + " CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_NET_BIND_SERVICE";
        assertThat(plan(ROOT)).contains(drop + ", CAP_IPC_OWNER)").anyMatch(line -> line.contains("seccomp("));
        assertThat(plan(ROOT, "network = own"))
                .contains(drop + ", CAP_NET_BROADCAST, CAP_NET_ADMIN, CAP_NET_RAW, CAP_IPC_OWNER)");
        assertThat(plan(ROOT, "capabilities = [CHOWN]", "seccomp = off"))
                .contains("    prctl(PR_CAPBSET_DROP, each capability but CAP_CHOWN)")
                .noneMatch(line -> line.contains("seccomp("));
    }

    @Test
    void aLauncherWithLittleHandsOnWhatItHas() {
        LauncherPrivileges little = new LauncherPrivileges(new ProcessCapabilities(0x41, 0x41, 0x41), 1024, true);
        ServiceConf conf = ConfText.service("isolation = namespaces");
        assertThat(ServicePlan.of(conf, ROOT, little).listing())
                .anyMatch(line -> line.contains("permitted=1<<CAP_CHOWN|1<<CAP_SETGID, inheritable=0"));
    }

    @Test
    void rootInNamespacesIsNoWayOutUnlessTheConfMakesOne() {
        assertThat(warning("isolation = namespaces")).isEmpty();
        assertThat(warning("isolation = namespaces", "capabilities = [SYS_CHROOT, SYS_PTRACE]"))
                .isEmpty();
        assertThat(warning("isolation = namespaces", "capabilities = [MKNOD]")).isPresent();
        assertThat(warning("capabilities = [SYS_CHROOT]")).isPresent();
    }

    @Test
    void aRehearsalNamesTheStepThatFails() throws Exception {
        assumeTrue(CurrentProcess.effectiveUser() == 0, "namespaces take root");
        assertThat(rehearse("tmp = root")).isEmpty();
        assertThat(rehearse("mounts = [{from = /tmp, to = /nowhere}]"))
                .hasValueSatisfying(problem -> assertThat(problem.toString())
                        .startsWith("conf/services/ftp.conf:6: mounts: " + directory
                                + ": move_mount failed: /nowhere: ENOENT"));
        Files.createFile(directory.resolve("tmp"));
        assertThat(rehearse("hostname = one"))
                .hasValueSatisfying(problem -> assertThat(problem.toString())
                        .startsWith(
                                "conf/services/ftp.conf:5: isolation: " + directory + ": mount failed: /tmp: ENOTDIR"));
    }

    private Optional<Problem> rehearse(String line) throws ErrnoException {
        ServiceConf conf = ConfText.service("isolation = namespaces", line);
        try (LaunchRehearsal rehearsal = new LaunchRehearsal(conf, ROOT, LauncherPrivileges.current())) {
            return rehearsal.in(directory.toString());
        }
    }

    private static Optional<Problem> warning(String... lines) {
        RootsTable table = ((Reading.Accepted<RootsTable>) RootsTable.parse("table", "default /srv\n")).value();
        return EscapeWarning.of(ConfText.service(lines), ROOT, table);
    }

    private static List<String> plan(Account account, String... lines) {
        String[] all = new String[lines.length + 1];
        all[0] = "isolation = namespaces";
        System.arraycopy(lines, 0, all, 1, lines.length);
        return ServicePlan.of(ConfText.service(all), account, EVERYTHING).listing();
    }
}
