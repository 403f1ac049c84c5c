package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a program with namespaces of its own sees, told by the program itself. */
@AsRoot
class NamespacesIT {

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.directory().resolve("root");

    NamespacesIT() throws IOException, InterruptedException {
        assumeTrue(
                Outcome.of(List.of("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "true"))
                                .status()
                        == 0,
                "this machine does not let root make namespaces");
        CProgram.install("inside", root);
        for (String name : new String[] {"tmp", "proc", "open"}) {
            Files.setPosixFilePermissions(
                    Files.createDirectories(root.resolve(name)), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    @Test
    void itSeesItsOwnProcessesMountsAndNothingElse() throws Exception {
        RunningHost host = start("");
        try (Inside inside = Inside.of(host, "in")) {
            List<String> seen = inside.ask("show");
            assertThat(seen)
                    .contains("pid 2", "parent 0", "session 2", "group 2", "processes 1 2", "zombies 0")
                    .contains("hostname " + Sysctl.read("kernel/hostname"));
            for (String own : List.of("mnt", "pid", "ipc", "uts")) {
                assertThat(seen).doesNotContain(namespace(own)).anyMatch(line -> line.startsWith("ns-" + own + " "));
            }
            assertThat(seen).contains(namespace("net"), namespace("user"));
            assertThat(mounts(seen)).containsExactlyInAnyOrder("/", "/tmp", "/proc");
            assertThat(seen)
                    .anyMatch(line -> line.matches("mount .* / /tmp rw,nosuid,nodev.* tmpfs rw,size=65536k,.*"))
                    .anyMatch(line -> line.matches("mount .* / /proc ro,nosuid,nodev,noexec.* proc ro,subset=pid"));
            assertThat(inside.ask("read /proc/meminfo")).containsExactly("read ENOENT");
        }
    }

    @Test
    void itsNameIsItsOwn() throws Exception {
        RunningHost host = start("hostname = jail");
        try (Inside inside = Inside.of(host, "in")) {
            assertThat(inside.ask("show", "hostname")).isEqualTo("jail");
        }
        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).isNotEqualTo("jail\n");
    }

    @Test
    void itsNetworkIsALoopbackInterfaceAlone() throws Exception {
        service("open", "");
        RunningHost host = start("network = own");
        try (Inside inside = Inside.of(host, "in");
                Inside shared = Inside.of(host, "open")) {
            List<String> seen = inside.ask("show");
            assertThat(seen).doesNotContain(namespace("net")).contains("lo up");
            assertThat(inside.ask("loopback 0")).containsExactly("bind OK", "connect OK");
            String toThisHost = "loopback " + host.port("in");
            assertThat(inside.ask(toThisHost)).containsExactly("connect ECONNREFUSED");
            assertThat(shared.ask(toThisHost)).containsExactly("connect OK");
        }
    }

    @Test
    void itsTemporaryFilesAreItsOwnBoundedAndGoneAfterwards() throws Exception {
        service("shared", "tmp = root");
        RunningHost host = start("tmp = 1M");
        try (Inside one = Inside.of(host, "in");
                Inside other = Inside.of(host, "in");
                Inside shared = Inside.of(host, "shared")) {
            assertThat(one.ask("write /tmp/file")).containsExactly("write OK");
            assertThat(one.ask("read /tmp/file")).containsExactly("read written");
            assertThat(other.ask("read /tmp/file")).containsExactly("read ENOENT");
            assertThat(root.resolve("tmp")).isEmptyDirectory();
            List<String> filled = other.ask("fill /tmp/large");
            assertThat(filled).contains("last ENOSPC");
            assertThat(Long.parseLong(filled.get(0).replace("filled ", ""))).isBetween(900_000L, 1_048_576L);
            assertThat(shared.ask("write /tmp/file")).containsExactly("write OK");
            assertThat(root.resolve("tmp/file")).hasContent("written\n");
        }
    }

    @Test
    void aRootCanBeReadOnly() throws Exception {
        service("writable", "");
        RunningHost host = start("read-only-root = true");
        try (Inside inside = Inside.of(host, "in");
                Inside writable = Inside.of(host, "writable")) {
            assertThat(inside.ask("write /open/file")).containsExactly("write EROFS");
            assertThat(inside.ask("write /tmp/file")).containsExactly("write OK");
            assertThat(writable.ask("write /open/file")).containsExactly("write OK");
        }
    }

    @Test
    void directoriesAndFilesOfTheMachineCanBeMounted() throws Exception {
        Path data = Files.createDirectories(site.directory().resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path name = Files.writeString(data.resolve("name"), "data\n");
        Files.setPosixFilePermissions(name, PosixFilePermissions.fromString("rw-rw-rw-"));
        Outcome.of(List.of("mknod", "-m", "666", data.resolve("null").toString(), "c", "1", "3"))
                .andWell();
        for (String directory : new String[] {"ro", "rw"}) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.createFile(root.resolve("file"));
        RunningHost host = start("""
                mounts = [
                  { from = %1$s, to = /ro, read-only = true }, { from = %1$s, to = /rw }
                  { from = %1$s/name, to = /file, read-only = true }
                ]
                """.formatted(data));
        try (Inside inside = Inside.of(host, "in")) {
            assertThat(inside.ask("read /ro/name")).containsExactly("read data");
            assertThat(inside.ask("read /file")).containsExactly("read data");
            assertThat(inside.ask("write /ro/new")).containsExactly("write EROFS");
            assertThat(inside.ask("write /file")).containsExactly("write EROFS");
            assertThat(inside.ask("write /rw/new")).containsExactly("write OK");
            assertThat(data.resolve("new")).hasContent("written\n");
            assertThat(inside.ask("device /rw/null")).containsExactly("device EACCES");
            assertThat(mounts(inside.ask("show"))).contains("/ro", "/rw", "/file");
        }
    }

    /** Who owns the root may put links there: where a mount goes is looked up inside. */
    @Test
    void aLinkInTheRootLeadsNoMountOutside() throws Exception {
        Path data = Files.createDirectories(site.directory().resolve("data"));
        Files.writeString(data.resolve("name"), "data\n");
        Path outside = Files.createDirectories(site.directory().resolve("outside"));
        Files.createDirectories(root.resolve(outside.toString().substring(1)));
        Files.createSymbolicLink(root.resolve("link"), outside);
        RunningHost host = start("tmp = root\nmounts = [{ from = " + data + ", to = /link }]");
        try (Inside inside = Inside.of(host, "in")) {
            assertThat(inside.ask("read " + outside + "/name")).containsExactly("read data");
            assertThat(outside).isEmptyDirectory();
        }
    }

    @Test
    void whatCannotBeMountedIsToldByCheckAndByTheLog() throws Exception {
        Path data = Files.createDirectories(site.directory().resolve("data"));
        Path link = Files.createSymbolicLink(site.directory().resolve("link"), data);
        service("target", "mounts = [{ from = " + data + ", to = /nowhere }]");
        service("source", "mounts = [{ from = " + data + "/missing, to = /open }]");
        service("link", "mounts = [{ from = " + link + ", to = /open }]");
        Outcome check = Distribution.run("check", "--conf", site.conf().toString());
        assertThat(check.status()).isEqualTo(78);
        assertThat(check.err())
                .contains(
                        "target.conf:7: mounts: " + root + ": move_mount failed: /nowhere: ENOENT (",
                        "source.conf:7: mounts: " + root + ": openat2 failed: " + data + "/missing: ENOENT (",
                        "link.conf:7: mounts: " + root + ": openat2 failed: " + link + ": ELOOP (");
        RunningHost host = site.start();
        for (String service : List.of("target", "source", "link")) {
            assertThat(Client.ask("127.0.0.1", host.port(service))).isEmpty();
        }
        host.log().await("target: move_mount failed in root " + root + ": /nowhere: ENOENT");
        host.log().await("source: openat2 failed in root " + root + ": " + data + "/missing: ENOENT");
        host.log().await("link: openat2 failed in root " + root + ": " + link + ": ELOOP");
    }

    @Test
    void failuresBeforeAndBehindTheForksAreToldAsInAChroot() throws Exception {
        site.service("missing", conf("", site.directory().resolve("nowhere")));
        site.service("program", conf("", root).replace("\"inside\"", "\"outside\""));
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", host.port("missing"))).isEmpty();
        assertThat(Client.ask("127.0.0.1", host.port("program"))).isEmpty();
        host.log().await("missing: chdir failed: " + site.directory().resolve("nowhere") + ": ENOENT");
        host.log().await("program: exec failed in root " + root + ": outside on .*: ENOENT");
    }

    /** The machine's own root is one that cannot be mounted on itself. */
    @Test
    void theRootOfTheMachineIsOneToo() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
        site.service("slash", conf("tmp = root", Path.of("/")).replace("\"inside\"", "\"sh\", \"-c\", \"echo $$\""));
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", host.port("slash"))).isEqualTo("2\n");
    }

    @Test
    void theWholeOfProcIsReadOnlyAndItsSecretsAreCovered() throws Exception {
        service("none", "proc = none");
        RunningHost host = start("proc = all");
        try (Inside inside = Inside.of(host, "in");
                Inside none = Inside.of(host, "none")) {
            assertThat(inside.ask("read /proc/meminfo")).hasSizeGreaterThan(5);
            assertThat(inside.ask("processes")).contains("processes 1 2");
            for (String secret : new String[] {"/proc/kcore", "/proc/keys", "/proc/timer_list"}) {
                assertThat(inside.ask("read " + secret))
                        .containsExactly(Files.exists(Path.of(secret)) ? "read EACCES" : "read ENOENT");
            }
            assertThat(inside.ask("write /proc/self/comm")).containsExactly("write EROFS");
            assertThat(none.ask("read /proc/self/status")).containsExactly("read ENOENT");
        }
    }

    @Test
    void twoHundredLaunchesLeaveNothing() throws Exception {
        RunningHost host = start("network = own\nproc = all");
        try (Inside inside = Inside.of(host, "in")) {
            inside.ask("show");
        }
        Await.until("the first has ended", () -> host.programs().isEmpty());
        int descriptors = host.launcher().descriptorsWithoutStarters();
        List<String> mounts =
                Files.readAllLines(Path.of("/proc", host.launcher().pid() + "", "mountinfo"));
        int launches = 200;
        for (int i = 0; i < launches; i++) {
            try (Inside inside = Inside.of(host, "in")) {
                inside.ask("daemon");
                inside.ask("orphan");
                inside.tell("exit 0");
                assertThat(inside.line()).isNull();
            }
        }
        host.log().await(" exited with status 0 ", launches + 1);
        assertThat(host.programs()).isEmpty();
        assertThat(host.launcher().descriptorsWithoutStarters()).isEqualTo(descriptors);
        assertThat(Files.readAllLines(Path.of("/proc", host.launcher().pid() + "", "mountinfo")))
                .isEqualTo(mounts);
        try (var all = ProcessHandle.allProcesses()) {
            String image = root.resolve("bin/inside").toString();
            assertThat(all.filter(one -> one.info().command().orElse("").equals(image)))
                    .isEmpty();
        }
    }

    private RunningHost start(String lines) throws IOException, InterruptedException {
        service("in", lines);
        return site.start();
    }

    private void service(String name, String lines) throws IOException {
        site.service(name, conf(lines, root));
    }

    private static String conf(String lines, Path root) {
        return """
                listen    = ["127.0.0.1:0"]
                exec      = ["inside"]
                roots     = ["default %s"]
                user      = "61234"
                verbose   = true
                isolation = namespaces
                %s
                """.formatted(root, lines);
    }

    /** This machine's namespace, as the program shows its own. */
    private static String namespace(String name) throws IOException {
        return "ns-" + name + " " + Files.readSymbolicLink(Path.of("/proc/self/ns", name));
    }

    private static List<String> mounts(List<String> seen) {
        return seen.stream()
                .filter(line -> line.startsWith("mount "))
                .map(line -> line.split(" ", -1)[5])
                .toList();
    }
}
