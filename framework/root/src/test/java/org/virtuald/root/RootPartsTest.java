package org.virtuald.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootPartsTest {

    private static final List<String> SH = List.of("/bin/sh");

    @TempDir
    private Path directory;

    private Path root;
    private Path packages;

    @BeforeEach
    void name() throws IOException {
        root = directory.toRealPath().resolve("root");
        packages = directory.toRealPath().resolve("packages");
    }

    @Test
    void programsOfAPackageLieInTheRootAsIfItWereInstalled() throws Exception {
        script("usr/sbin/greeter", "#!/bin/sh\necho hello\n");

        build(new RootParts(List.of("greeter", "/bin/sh"), List.of(), List.of(), List.of()));

        assertThat(Chroot.run(root, "/usr/sbin/greeter").output()).isEqualTo("hello");
    }

    @Test
    void whatAPackageHasInBinLiesInUsrBinWhereUsrIsMerged() throws Exception {
        assumeTrue(Files.isSymbolicLink(Path.of("/bin")));
        script("bin/greeter", "#!/bin/sh\necho hello\n");

        for (String name : List.of("greeter", "/bin/greeter", "/usr/bin/greeter")) {
            BuildReport report = build(new RootParts(List.of(name), List.of(), List.of(), List.of()));

            assertThat(report.warnings()).isEmpty();
        }

        assertThat(root.resolve("bin")).isSymbolicLink();
        assertThat(root.resolve("usr/bin/greeter")).isRegularFile();
    }

    @Test
    void aProgramOfAPackageComesBeforeThatOfTheMachine() throws Exception {
        script("usr/bin/cat", "#!/bin/sh\necho not the cat\n");

        build(new RootParts(List.of("cat"), List.of(), List.of(), List.of()));

        assertThat(Chroot.run(root, "/usr/bin/cat").output()).isEqualTo("not the cat");
    }

    @Test
    void librariesOfAPackageAreFoundAndCopied() throws Exception {
        Compiler.compile(packages.resolve("usr/lib/libpacked.so"), "int f(void) { return 42; }", "-shared", "-fPIC");
        Compiler.compile(
                packages.resolve("usr/bin/packed"),
                "int f(void); int main(void) { return f(); }",
                "-L" + packages.resolve("usr/lib"),
                "-lpacked");

        BuildReport report = build(new RootParts(List.of("packed"), List.of(), List.of(), List.of()));

        assertThat(report.warnings()).isEmpty();
        assertThat(Chroot.run(root, "/usr/bin/packed").status()).isEqualTo(42);
    }

    @Test
    void pluginsComeWithWhatTheyNeed() throws Exception {
        Compiler.compile(packages.resolve("usr/lib/libneeded.so"), "int f(void) { return 42; }", "-shared", "-fPIC");
        Compiler.compile(
                packages.resolve("usr/lib/plugins/one.so"),
                "int f(void); int g(void) { return f(); }",
                "-shared",
                "-fPIC",
                "-L" + packages.resolve("usr/lib"),
                "-lneeded");
        Files.writeString(packages.resolve("usr/lib/plugins/list"), "one\n");
        Files.createSymbolicLink(packages.resolve("usr/lib/plugins/dangling"), Path.of("/nowhere"));
        Files.createDirectories(packages.resolve("usr/lib/plugins/empty"));

        build(new RootParts(SH, List.of("/usr/lib/plugins"), List.of(), List.of()));

        assertThat(root.resolve("usr/lib/plugins/one.so")).isRegularFile();
        assertThat(root.resolve("usr/lib/plugins/list")).hasContent("one\n");
        assertThat(root.resolve("usr/lib/plugins/empty")).isEmptyDirectory();
        assertThat(root.resolve("usr/lib/libneeded.so")).isRegularFile();
        assertThat(Files.exists(root.resolve("usr/lib/plugins/dangling"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void usersAreAddedAndStayWhenMoreProgramsCome() throws Exception {
        build(new RootParts(SH, List.of(), List.of("daemon", "ann:x:1001:1002:Ann:/home/ann:/bin/sh"), List.of()));
        BuildReport second = build(new RootParts(List.of("cat"), List.of(), List.of("bob:x:7:7::/:"), List.of()));

        assertThat(Files.readAllLines(root.resolve("etc/passwd")))
                .startsWith("root:*:0:0:root:/:/bin/sh", "nobody:*:65534:65534:nobody:/:/usr/sbin/nologin")
                .endsWith("ann:*:1001:1002:Ann:/home/ann:/bin/sh", "bob:*:7:7::/:")
                .hasSize(5)
                .anyMatch(line -> line.startsWith("daemon:*:1:1:"));
        assertThat(Files.readAllLines(root.resolve("etc/group")))
                .containsExactly("root:*:0:", "nogroup:*:65534:", "daemon:*:1:", "ann:*:1002:", "bob:*:7:");
        assertThat(second.warnings()).isEmpty();
    }

    @Test
    void anAccountThatSomebodyWroteThereIsNotChanged() throws Exception {
        Path passwd = Files.createDirectories(root.resolve("etc")).resolve("passwd");
        Files.writeString(passwd, "bob:*:8:8::/srv:");

        build(new RootParts(SH, List.of(), List.of("bob:x:7:7::/:", "ann:x:9:9::/:"), List.of()));

        assertThat(passwd).hasContent("bob:*:8:8::/srv:\nann:*:9:9::/:\n");
    }

    @Test
    void devicesAreMade() throws Exception {
        build(new RootParts(SH, List.of(), List.of(), List.of("zero", "urandom")));

        assumeTrue(Files.exists(root.resolve("dev/zero")), "devices cannot be made here");
        for (String name : List.of("null", "zero", "urandom")) {
            assertThat(Files.getAttribute(root.resolve("dev/" + name), "unix:rdev"))
                    .isEqualTo(Files.getAttribute(Path.of("/dev", name), "unix:rdev"));
        }
    }

    @Test
    void manyRootsCanBeBuiltAtTheSameTimeBesideEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Path parent = root.resolve("parent-" + round);
                CyclicBarrier together = new CyclicBarrier(8);
                List<Callable<Path>> builds = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Path mine = parent.resolve("and/more/" + i);
                    builds.add(() -> {
                        together.await();
                        return RootDirectory.prepare(mine);
                    });
                }
                for (Future<Path> built : threads.invokeAll(builds)) {
                    assertThat(built.get()).isEmptyDirectory();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatCannotBeHadIsNamedBeforeAnythingIsWritten() {
        refused(new RootParts(SH, List.of("/no/such"), List.of(), List.of()), "file /no/such: no such file");
        refused(
                new RootParts(SH, List.of("etc/hosts"), List.of(), List.of()),
                "file etc/hosts: name it by an absolute path");
        refused(
                new RootParts(SH, List.of(), List.of("no-such-user"), List.of()),
                "user \"no-such-user\": this machine has none of that name");
        refused(
                new RootParts(SH, List.of(), List.of("ann:1001"), List.of()),
                "user \"ann:1001\": expected the name of a user of this machine, or a line as"
                        + " name:x:1001:1001:comment:/home:/bin/sh");
        refused(
                new RootParts(SH, List.of(), List.of(), List.of("mem")),
                "device \"mem\": expected one of null, zero, full, random, urandom, tty, ptmx");
        assertThat(root).doesNotExist();
        assertThatThrownBy(() -> new RootBuilder(root, false, line -> {}, List.of(directory.resolve("none"))))
                .isInstanceOf(RootException.class)
                .hasMessageEndingWith("none: not a directory; expected one that packages were unpacked into, dpkg -x");
    }

    private void refused(RootParts parts, String reason) {
        assertThatThrownBy(() -> new RootBuilder(root, false, line -> {}).build(parts))
                .isInstanceOf(RootException.class)
                .hasMessage(reason);
    }

    private BuildReport build(RootParts parts) throws IOException, RootException {
        Files.createDirectories(packages);
        return new RootBuilder(root, false, line -> {}, List.of(packages)).build(parts);
    }

    private void script(String path, String text) throws IOException {
        Path file = packages.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
