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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ways out of a root, each gone by a program that is root in namespaces of its own: as it is by default, and without the
 * filter of system calls, when the namespaces and what is left of root's rights have to hold alone.
 */
@AsRoot
@ParameterizedClass
@ValueSource(strings = {"seccomp = on", "seccomp = off"})
class NamespaceEscapeIT {

    @Parameter
    private String filter = "";

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.directory().resolve("root");
    private final Path marker = Files.writeString(site.directory().resolve("outside"), "outside\n");

    NamespaceEscapeIT() throws IOException, InterruptedException {
        assumeTrue(
                Outcome.of(List.of("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "true"))
                                .status()
                        == 0,
                "this machine does not let root make namespaces");
        CProgram.install("attack", root);
        for (String name : new String[] {"tmp", "proc", "open"}) {
            Files.setPosixFilePermissions(
                    Files.createDirectories(root.resolve(name)), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    @BeforeEach
    void theMarkerIsThereToBeRead() {
        assertThat(marker).hasContent("outside\n");
    }

    @Test
    void aSecondChrootDoesNotLeadOut() throws Exception {
        assertThat(attack("chroot " + marker)).containsEntry("chroot", "EPERM").containsEntry("marker", "ENOENT");
        // and where a conf gives the right to it back, there is nothing above the root
        assertThat(attack("chroot " + marker, "capabilities = [SYS_CHROOT, DAC_OVERRIDE]"))
                .containsEntry("chroot", "OK")
                .containsEntry("chroot-up", "OK")
                .containsEntry("marker", "ENOENT");
    }

    @Test
    void noDescriptorLeadsOut() throws Exception {
        assertThat(attack("descriptors " + marker))
                .containsEntry("descriptors", "3")
                .containsEntry("ways-out", "0");
    }

    @Test
    void theProcessesOutsideAreNotThere() throws Exception {
        service("attack", "");
        RunningHost host = site.start();
        for (long pid : new long[] {
            host.launcher().pid(), host.proc().pid(), ProcessHandle.current().pid()
        }) {
            assertThat(ask(host, "attack", "process " + pid))
                    .containsEntry("ptrace", filter.endsWith("on") ? "EPERM" : "ESRCH")
                    .containsEntry("process_vm_readv", filter.endsWith("on") ? "EPERM" : "ESRCH")
                    .containsEntry("kill", "ESRCH")
                    .containsEntry("proc-root", "ENOENT")
                    .containsEntry("proc-mem", "ENOENT")
                    .containsEntry("proc-fd", "ENOENT");
        }
        assertThat(ask(host, "attack", "kill " + host.launcher().pid()))
                .containsEntry("kill", "ESRCH")
                .containsEntry("kill-all", "ESRCH")
                .containsEntry("kill-group", "ESRCH")
                // the first process takes no signal from inside, or this line would be missing
                .containsEntry("kill-parents", "OK");
        assertThat(host.launcher().isAlive()).isTrue();
        assertThat(host.proc().isAlive()).isTrue();
    }

    @Test
    void theFirstProcessGivesNothingAway() throws Exception {
        for (String lines : new String[] {"", "capabilities = [SYS_PTRACE, DAC_OVERRIDE]"}) {
            Map<String, String> out = attack("proc " + marker, lines);
            for (String link : new String[] {"/proc/1/root", "/proc/1/cwd", "/proc/self/root", "/proc/2/root"}) {
                assertThat(out.get(link)).as(link).isIn("EACCES", "ENOENT");
            }
            // with a right to trace it, its file is there to be seen: a sealed one
            assertThat(out.get("first-exe")).isIn("EACCES", "EPERM", "ETXTBSY");
            assertThat(out).containsEntry("first-mem", "EROFS").containsEntry("first-fd", "ENOENT");
        }
        assertThat(attack("process 1"))
                .containsEntry("ptrace", "EPERM")
                .containsEntry("process_vm_readv", "EPERM")
                .containsEntry("pidfd_getfd", "EPERM");
    }

    @Test
    void theWholeMachinesSettingsCannotBeWritten() throws Exception {
        String pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));
        assertThat(attack("proc " + marker, "proc = all"))
                .containsEntry("core_pattern", "EROFS")
                .containsEntry("sysrq-trigger", Files.exists(Path.of("/proc/sysrq-trigger")) ? "EROFS" : "ENOENT")
                .containsEntry("uevent_helper", "ENOENT")
                .containsEntry("remount", "EPERM")
                .containsEntry("umount-proc", "EPERM");
        assertThat(attack("proc " + marker))
                .containsEntry("core_pattern", "ENOENT")
                .containsEntry("sysrq-trigger", "ENOENT");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/core_pattern"))).isEqualTo(pattern);
    }

    @Test
    void theDiskCannotBeReadAsADevice() throws Exception {
        assertThat(attack("disk " + device()))
                .containsEntry("mknod", "EPERM")
                .containsEntry("open-disk", "ENOENT")
                .containsEntry("mknod-in-root", "EPERM")
                .containsEntry("open-in-root", "ENOENT");
        // where a conf gives the right to make it, /tmp and mounts still do not let it be opened
        assertThat(attack("disk " + device(), "capabilities = [MKNOD, DAC_OVERRIDE]"))
                .containsEntry("mknod", "OK")
                .containsEntry("open-disk", "EACCES");
    }

    @Test
    void nothingIsMountedAndNoHandleOpened() throws Exception {
        assertThat(attack("files"))
                .containsEntry("mount", "EPERM")
                .containsEntry("bind", "EPERM")
                .containsEntry("umount", "EPERM")
                .containsEntry("pivot_root", "EPERM");
        assertThat(attack("handle")).containsEntry("open_by_handle_at", "EPERM");
    }

    @Test
    void aUserNamespaceDoesNotHelp() throws Exception {
        Map<String, String> out = attack("userns " + marker, "read-only-root = true\nproc = all");
        assertThat(out).containsEntry("unshare", filter.endsWith("on") ? "EPERM" : "OK");
        assertThat(out.get("umount-root")).isIn("EPERM", "EINVAL");
        assertThat(out).containsEntry("remount-root", "EPERM").containsEntry("mknod", "EPERM");
        assertThat(out.get("open_by_handle_at")).isIn("EPERM", "ESTALE");
        assertThat(out).containsEntry("marker", "ENOENT");
    }

    @Test
    void itsAbstractSocketsAreItsOwnWithItsOwnNetwork() throws Exception {
        service("listener", "");
        service("alone", "network = own");
        service("shared", "");
        RunningHost host = site.start();
        try (Client listener = Client.to("127.0.0.1", host.port("listener"))) {
            assertThat(listener.exchange("listen")).isEqualTo("bind OK");
            assertThat(listener.line()).isEqualTo("listen OK");
            assertThat(ask(host, "alone", "connect")).containsEntry("connect", "ECONNREFUSED");
            // without it they are those of the machine: README says so
            assertThat(ask(host, "shared", "connect")).containsEntry("connect", "OK");
        }
    }

    @Test
    void theTerminalOfNobodyCanBeTypedInto() throws Exception {
        assertThat(attack("kernel").get("tiocsti")).isIn("EPERM", "ENOTTY");
    }

    private String device() throws IOException {
        long number = (Long) Files.getAttribute(Path.of("/"), "unix:dev") & 0xffff;
        return (number >> 8) + " " + (number & 0xff);
    }

    private void service(String name, String lines) throws IOException {
        site.service(name, """
                listen    = ["127.0.0.1:0"]
                exec      = ["attack"]
                roots     = ["default %s"]
                user      = "root"
                isolation = namespaces
                %s
                %s
                """.formatted(root, filter, lines));
    }

    private Map<String, String> attack(String command, String... lines) throws Exception {
        service("attack", String.join("\n", lines));
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
        assertThat(results).isNotEmpty();
        return results;
    }
}
