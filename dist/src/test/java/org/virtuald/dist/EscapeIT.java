package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The classic ways out of a root, each gone by a program in it. */
@AsRoot
class EscapeIT {

    private static final String FILTER_OFF = "seccomp = off";

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.directory().resolve("root");
    private final Path marker = Files.writeString(site.directory().resolve("outside"), "outside\n");

    EscapeIT() throws IOException, InterruptedException {
        CProgram.install("attack", root);
        Path temporary = Files.createDirectories(root.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void aSecondChrootDoesNotLeadOut() throws Exception {
        for (String lines : new String[] {"", FILTER_OFF}) {
            Map<String, String> out = attack("nobody", lines, "chroot " + marker);
            assertThat(out).containsEntry("chroot", "EPERM").containsEntry("marker", "ENOENT");
        }
    }

    @Test
    void rootInAChrootDoesGetOut() throws Exception {
        assertThat(attack("root", "", "chroot " + marker)).containsEntry("marker", "OK");
    }

    @Test
    void rootWithoutTheCapabilityDoesNot() throws Exception {
        assertThat(attack("root", "capabilities = [SETUID, SETGID, NET_BIND_SERVICE]", "chroot " + marker))
                .containsEntry("chroot", "EPERM")
                .containsEntry("marker", "ENOENT");
    }

    @Test
    void noDescriptorLeadsOut() throws Exception {
        assertThat(attack("nobody", "", "descriptors " + marker))
                .containsEntry("descriptors", "3")
                .containsEntry("ways-out", "0");
    }

    @Test
    void theLauncherCannotBeReachedAlsoWithProcInTheRoot() throws Exception {
        Path proc = Files.createDirectories(root.resolve("proc"));
        assumeTrue(
                Outcome.of(List.of("unshare", "--mount", "mount", "--bind", "/proc", proc.toString()))
                                .status()
                        == 0,
                "a /proc in the root takes a mount namespace");
        service("attack", "nobody", FILTER_OFF);
        RunningHost host = site.begin(
                        "unshare", "--mount", "sh", "-c", "mount --bind /proc " + proc + " && exec \"$@\"", "sh")
                .awaitReady();
        Map<String, String> out =
                ask(host, "attack", "process " + host.launcher().pid());
        assertThat(out)
                .containsEntry("ptrace", "EPERM")
                .containsEntry("process_vm_readv", "EPERM")
                .containsEntry("kcmp", "EPERM")
                .containsEntry("pidfd_getfd", "EPERM")
                .containsEntry("kill", "EPERM")
                .containsEntry("proc-root", "EACCES")
                .containsEntry("proc-mem", "EACCES")
                .containsEntry("proc-fd", "EACCES");
    }

    @Test
    void aProgramOfAnotherUserCannotBeReached() throws Exception {
        service("attack", "61234", FILTER_OFF);
        service("other", "61235", "");
        RunningHost host = site.start();
        try (Client other = Client.to("127.0.0.1", host.port("other"))) {
            String pid = other.exchange("stay").replace("pid ", "");
            assertThat(ask(host, "attack", "process " + pid))
                    .containsEntry("ptrace", "EPERM")
                    .containsEntry("process_vm_readv", "EPERM")
                    .containsEntry("kill", "EPERM");
        }
    }

    /** What README says of one user in several roots: the filter keeps them from each other's memory, not from signals. */
    @Test
    void programsOfOneUserAreKeptApartByTheFilterAlone() throws Exception {
        service("attack", "61234", "");
        service("unfiltered", "61234", FILTER_OFF);
        service("other", "61234", "");
        RunningHost host = site.start();
        try (Client other = Client.to("127.0.0.1", host.port("other"))) {
            String pid = other.exchange("stay").replace("pid ", "");
            assertThat(ask(host, "attack", "process " + pid))
                    .containsEntry("ptrace", "EPERM")
                    .containsEntry("process_vm_readv", "EPERM")
                    .containsEntry("pidfd_getfd", "EPERM")
                    .containsEntry("kill", "OK");
            assertThat(ask(host, "unfiltered", "process " + pid)).containsEntry("ptrace", "OK");
        }
    }

    @Test
    void noDevicesNoMountsNoHandles() throws Exception {
        for (String lines : new String[] {"", FILTER_OFF}) {
            assertThat(attack("nobody", lines, "files"))
                    .containsEntry("mknod", "EPERM")
                    .containsEntry("mount", "EPERM")
                    .containsEntry("bind", "EPERM")
                    .containsEntry("umount", "EPERM")
                    .containsEntry("pivot_root", "EPERM")
                    .containsEntry("open_by_handle_at", "EPERM");
        }
    }

    @Test
    void theKernelAnswersOnlyWhatNetworkProgramsAsk() throws Exception {
        Path devices = Files.createDirectories(root.resolve("dev"));
        Outcome.of(List.of("mknod", "-m", "666", devices.resolve("tty").toString(), "c", "5", "0"))
                .andWell();
        Map<String, String> out = attack("nobody", "", "kernel");
        assertThat(out)
                .containsEntry("clone", "OK")
                .containsEntry("clone3", "ENOSYS")
                .containsEntry("personality-query", "OK")
                .containsEntry("tcgets", "ENOTTY")
                .containsEntry("controlling-terminal", "ENXIO")
                .containsEntry("inet", "OK")
                .containsEntry("inet6", "OK")
                .containsEntry("unix", "OK")
                .containsEntry("netlink-route", "OK")
                .containsEntry("netlink-audit", "EAFNOSUPPORT")
                .containsEntry("packet", "EAFNOSUPPORT")
                .containsEntry("alg", "EAFNOSUPPORT")
                .containsEntry("vsock", "EAFNOSUPPORT");
        for (String denied : List.of(
                "unshare",
                "clone-newuser",
                "setns",
                "bpf",
                "perf_event_open",
                "userfaultfd",
                "io_uring_setup",
                "keyctl",
                "add_key",
                "init_module",
                "kexec_load",
                "swapoff",
                "reboot",
                "acct",
                "syslog",
                "clock_settime",
                "memfd_secret",
                "personality-read-implies-exec",
                "tiocsti",
                "tiocsti-high-bits")) {
            assertThat(out).containsEntry(denied, "EPERM");
        }
    }

    @Test
    void theTablesOfOtherArchitecturesAreClosed() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "one architecture has one table");
        String kernel = attack("nobody", FILTER_OFF, "foreign").getOrDefault("i386", "");
        assertThat(attack("nobody", "", "foreign"))
                // a kernel without that table ends the program itself
                .containsEntry("i386", kernel.equals("OK") ? "SYS" : kernel)
                .containsEntry("x32", "ENOSYS");
    }

    @Test
    void neitherHostNorLauncherCanBeKilled() throws Exception {
        service("attack", "61234", FILTER_OFF);
        RunningHost host = site.start();
        for (long pid : new long[] {host.proc().pid(), host.launcher().pid()}) {
            assertThat(ask(host, "attack", "process " + pid))
                    .containsEntry("ptrace", "EPERM")
                    .containsEntry("process_vm_readv", "EPERM")
                    .containsEntry("pidfd_getfd", "EPERM")
                    .containsEntry("kill", "EPERM");
        }
    }

    /** README advises another user for programs: signals do not ask for more than the user. */
    @Test
    void aProgramOfTheHostsUserCanEndItButNotReadIt() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "user = nobody\n");
        service("attack", "nobody", FILTER_OFF);
        RunningHost host = site.start();
        assertThat(ask(host, "attack", "process " + host.proc().pid()))
                .containsEntry("kill", "OK")
                .containsEntry("ptrace", "EPERM")
                .containsEntry("process_vm_readv", "EPERM")
                .containsEntry("pidfd_getfd", "EPERM");
    }

    @Test
    void withoutTheFilterItAnswersMore() throws Exception {
        assertThat(attack("nobody", FILTER_OFF, "kernel"))
                .containsEntry("tiocsti", "ENOTTY")
                .containsEntry("clone3", "OK")
                .containsEntry("personality-read-implies-exec", "OK")
                .containsEntry("netlink-audit", "OK");
    }

    @Test
    void aCallCanBeGivenBack() throws Exception {
        assertThat(attack("nobody", "seccomp { allow = [personality], deny = [kill] }", "kernel"))
                .containsEntry("personality-read-implies-exec", "OK")
                .containsEntry("unshare", "EPERM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "isolation = namespaces\n"})
    void aSetuidProgramGivesNothing(String isolation) throws Exception {
        setuid(root.resolve("bin"));
        assertThat(attack("61234", isolation, "setuid"))
                .containsEntry("effective", "61234")
                .containsEntry("mknod", "EPERM");
        // where a conf allows it, it gives the name of root without its rights
        assertThat(attack("61234", isolation + "no-new-privileges = false", "setuid"))
                .containsEntry("effective", "0")
                .containsEntry("mknod", "EPERM");
    }

    @Test
    void aSetuidProgramFromOutsideTheRootDoesNotEvenGiveAName() throws Exception {
        Path programs = Files.createDirectories(site.directory().resolve("programs"));
        Files.copy(root.resolve("bin/attack"), programs.resolve("attack"));
        setuid(programs);
        assertThat(attack("61234", """
                isolation = namespaces
                no-new-privileges = false
                mounts = [{from = "%s", to = /bin}]
                """.formatted(programs), "setuid")).containsEntry("effective", "61234");
    }

    private static void setuid(Path directory) throws Exception {
        Path suid = Files.copy(directory.resolve("attack"), directory.resolve("suid"));
        Outcome.of(List.of("chmod", "4755", suid.toString())).andWell();
    }

    @Test
    void aCoreDumpStaysInTheRootOrIsNotWritten() throws Exception {
        String pattern =
                Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
        assumeTrue(!pattern.startsWith("/") && !pattern.startsWith("|"), "core_pattern is a file's name");
        List<String> before = outside();
        dump("");
        assertThat(inside()).isEmpty();
        assumeTrue(Outcome.of(List.of("sh", "-c", "ulimit -Hc")).out().strip().equals("unlimited"));
        dump("limits.core = unlimited");
        assertThat(inside()).hasSize(1);
        assertThat(outside()).isEqualTo(before);
    }

    private void dump(String limit) throws Exception {
        service("attack", "61234", "directory = /tmp\nverbose = true\n" + limit);
        try (RunningHost host = site.start()) {
            ask(host, "attack", "dump");
            assertThat(host.log().await(" ended, pid ")).contains("was killed by signal 6");
        }
    }

    /** What chroot does not stop: README says so. Names of abstract sockets belong to the network namespace. */
    @Test
    void abstractSocketsAreSeenAcrossRoots() throws Exception {
        service("listener", "61234", "");
        service("attack", "61235", "");
        RunningHost host = site.start();
        try (Client listener = Client.to("127.0.0.1", host.port("listener"))) {
            assertThat(listener.exchange("listen")).isEqualTo("bind OK");
            assertThat(listener.line()).isEqualTo("listen OK");
            assertThat(ask(host, "attack", "connect")).containsEntry("connect", "OK");
        }
    }

    @Test
    void checkWarnsOfRootInARoot() throws Exception {
        Path conf = service("attack", "root", "");
        Outcome warned = Distribution.run("check", "--conf", site.conf().toString());
        assertThat(warned.status()).isZero();
        assertThat(warned.err()).contains(conf + ":4: warning: a program that is root can leave its root");
        service("attack", "root", "capabilities = [SETUID]");
        assertThat(Distribution.run("check", "--conf", site.conf().toString()).err())
                .doesNotContain("can leave its root");
    }

    private List<Path> inside() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("core"))
                    .toList();
        }
    }

    private List<String> outside() throws IOException {
        try (Stream<Path> files = Files.list(site.directory())) {
            return files.map(Path::toString)
                    .filter(name -> !name.endsWith("state"))
                    .sorted()
                    .toList();
        }
    }

    private Path service(String name, String user, String lines) throws IOException {
        return site.service(name, """
                listen = ["127.0.0.1:0"]
                exec   = ["attack"]
                roots  = ["default %s"]
                user   = "%s"
                %s
                """.formatted(root, user, lines));
    }

    private Map<String, String> attack(String user, String lines, String command) throws Exception {
        service("attack", user, lines);
        try (RunningHost host = site.start()) {
            return ask(host, "attack", command);
        }
    }

    /** What the program says of each of its attempts. */
    private static Map<String, String> ask(RunningHost host, String service, String command) throws Exception {
        Map<String, String> results = new LinkedHashMap<>();
        try (Client client = Client.to("127.0.0.1", host.port(service))) {
            client.send(command + "\n");
            client.rest().lines().map(line -> line.split(" ", 2)).forEach(words -> results.put(words[0], words[1]));
        }
        return results;
    }
}
