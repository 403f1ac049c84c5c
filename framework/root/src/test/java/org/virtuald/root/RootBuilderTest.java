package org.virtuald.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootBuilderTest {

    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin");

    @TempDir
    private Path directory;

    private Path root;
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void nameRoot() throws IOException {
        root = directory.toRealPath().resolve("customers/root");
    }

    @Test
    void programsRunInTheRoot() throws Exception {
        build("sh", "cat", "ls");

        assertThat(Chroot.run(root, "/bin/sh", "-c", "cat /etc/passwd; echo $?").output())
                .isEqualTo("root:*:0:0:root:/:/bin/sh\nnobody:*:65534:65534:nobody:/:/usr/sbin/nologin\n0");
        assertThat(Chroot.run(root, "/bin/ls", "-ld", "/etc").output()).contains("root root");
    }

    @Test
    void nothingIsMissingInABuiltRoot() throws Exception {
        BuildReport report = build("sh", "cat", "ls");

        for (String program : List.of("sh", "cat", "ls", "/bin/sh")) {
            assertThat(RootInspector.inspect(root, program, PATH)).isEmpty();
        }
        assertThat(report.created())
                .contains(root.resolve("etc/passwd"))
                .allMatch(path -> path.startsWith(root))
                .allMatch(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        assertThat(report.kept()).isEmpty();
        assertThat(progress).hasSize(3).first().asString().matches("/.*/sh, [0-9]+ files");
    }

    @Test
    void eachFileOfABuiltRootIsMissedWhenItIsGone() throws Exception {
        build("cat");
        for (String file : Requirements.of("cat", HostPrograms.ofEnvironment()).files()) {
            Resolution.Found copy = (Resolution.Found) Tree.forReading(root).resolve(file);
            Path aside = root.resolve("aside");
            Files.move(copy.file(), aside);

            assertThat(RootInspector.inspect(root, "cat", PATH)).as(file).isNotEmpty();

            Files.move(aside, copy.file());
        }
        assertThat(RootInspector.inspect(root, "cat", PATH)).isEmpty();
    }

    @Test
    void symbolicLinksAreKeptAsTheyAre() throws Exception {
        build("cat");

        for (String link : List.of("bin", "lib", "lib64")) {
            Path original = Path.of("/", link);
            if (Files.isSymbolicLink(original)) {
                assertThat(Files.readSymbolicLink(root.resolve(link))).isEqualTo(Files.readSymbolicLink(original));
            }
        }
    }

    @Test
    void chainsOfLinksAreKeptWhole() throws Exception {
        Path awk = Path.of("/usr/bin/awk");
        assumeTrue(Files.isSymbolicLink(awk));

        build("/usr/bin/awk");

        assertThat(root.resolve("usr/bin/awk")).isSymbolicLink();
        assertThat(Chroot.run(root, "/usr/bin/awk", "BEGIN { print 6 * 7 }").output())
                .isEqualTo("42");
    }

    @Test
    void scriptsBringTheirInterpreter() throws Exception {
        Path script = program("hello", "#!/bin/sh\necho hello\n");

        build(script.toString());

        assertThat(Chroot.run(root, script.toString()).output()).isEqualTo("hello");
    }

    @Test
    void scriptsOfEnvBringBothPrograms() throws Exception {
        Path script = program("hello", "#!/usr/bin/env sh\necho hello\n");

        build(script.toString());

        assertThat(root.resolve("usr/bin/env")).exists();
        assertThat(Chroot.run(root, script.toString()).output()).isEqualTo("hello");
    }

    @Test
    void staticProgramsComeAlone() throws Exception {
        Path program = directory.toRealPath().resolve("bin/static");
        Compiler.compile(program, "int main(void) { return 42; }", "-static");

        build(program.toString());

        assertThat(root.resolve("lib")).doesNotExist();
        assertThat(Chroot.run(root, program.toString()).status()).isEqualTo(42);
    }

    @Test
    void librariesBesideTheProgramAreFoundWithoutProc() throws Exception {
        Path f = programWithLibrary("f");
        Path g = programWithLibrary("g");

        build(f.toString());
        build(g.toString());

        for (Path program : List.of(f, g)) {
            assertThat(Chroot.run(root, program.toString()).status()).isEqualTo(42);
            assertThat(RootInspector.inspect(root, program.toString(), PATH)).isEmpty();
        }
        assertThat(root.resolve("etc/ld.so.conf")).hasContent(f.resolveSibling("own") + "\n" + g.resolveSibling("own"));
    }

    @Test
    void withoutLdconfigThereIsAWarning() throws Exception {
        HostPrograms withoutLdconfig = new HostPrograms(List.of("/nowhere"));
        Path program = programWithLibrary("f");

        List<String> warnings = new RootBuilder(root, false, progress::add, withoutLdconfig)
                .build(List.of(program.toString()))
                .warnings();

        assertThat(warnings)
                .anyMatch(warning -> warning.contains("until you run ldconfig -r " + root))
                .anyMatch(warning -> warning.contains(program + " needs libf.so, which none of "));
    }

    @Test
    void aLibraryThatThisMachineLacksIsNamed() throws Exception {
        Path top = directory.toRealPath();
        Compiler.compile(top.resolve("own/libgone.so"), "int f(void) { return 42; }", "-shared", "-fPIC");
        Compiler.compile(
                top.resolve("bin/f"),
                "int f(void); int main(void) { return f(); }",
                "-L" + top.resolve("own"),
                "-lgone");

        assertThatThrownBy(() -> build(top.resolve("bin/f").toString()))
                .isInstanceOf(RootException.class)
                .hasMessage(top.resolve("bin/f")
                        + " needs the library libgone.so, which this machine does not have. Install it first");
    }

    @Test
    void anInterpreterThatOthersCanChangeIsNotRun() throws Exception {
        Path loader = program("loader", "#!/bin/sh\ntouch ${0%/*}/ran\n");
        Files.setPosixFilePermissions(loader, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path program = directory.toRealPath().resolve("program");
        TestElf.here().interpreter(loader.toString()).writeTo(program);

        assertThatThrownBy(() -> build(program.toString()))
                .isInstanceOf(RootException.class)
                .hasMessageContaining("it was not run, because others can change it");
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    @Test
    void aProgramForAnotherMachineNeedsAnotherMachine() throws Exception {
        Path program = directory.toRealPath().resolve("program");
        TestElf.here().interpreter("/lib/ld-none.so.1").writeTo(program);

        assertThatThrownBy(() -> build(program.toString()))
                .isInstanceOf(RootException.class)
                .hasMessageContaining("needs the interpreter /lib/ld-none.so.1, which this machine does not have");
    }

    @Test
    void anUnknownProgramStopsTheBuildBeforeItBegins() {
        assertThatThrownBy(() -> build("sh", "no-such-program"))
                .isInstanceOf(RootException.class)
                .hasMessageMatching("program no-such-program not found on /.*. Install it, or name its path");
        assertThatThrownBy(() -> build("/no/such/program"))
                .isInstanceOf(RootException.class)
                .hasMessage("/no/such/program: no such program. Name a program of this machine");
        assertThatThrownBy(() -> build("bin/sh")).isInstanceOf(RootException.class);
        assertThatThrownBy(() -> build("/etc/passwd"))
                .isInstanceOf(RootException.class)
                .hasMessageContaining("not an executable file");
        assertThat(root).doesNotExist();
    }

    @Test
    void rootsThatCannotBeAreRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        for (Path refused : List.of(Path.of("/"), Path.of("/usr/.."), Path.of("relative"), file)) {
            assertThatThrownBy(() -> new RootBuilder(refused, false, line -> {}).build(List.of("sh")))
                    .isInstanceOf(RootException.class)
                    .hasMessageContaining(refused.toString());
        }
    }

    @Test
    void directoriesAreOpenForAllAndFilesKeepModeAndTime() throws Exception {
        Path script = program("hello", "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(script, FileTime.fromMillis(1_000_000));

        build(script.toString());

        Path copy = root.resolve(script.toString().substring(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rwxr-x---");
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(FileTime.fromMillis(1_000_000));
        assertThat(List.of(root.getParent(), root, root.resolve("etc"), copy.getParent()))
                .extracting(made -> PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .containsOnly("rwxr-xr-x");
    }

    @Test
    void setuidAndSetgidBitsAreLeftOut() throws Exception {
        Path script = program("setuid", "#!/bin/sh\n");
        Files.setAttribute(script, "unix:mode", 06755);

        BuildReport report = build(script.toString());

        Path copy = root.resolve(script.toString().substring(1));
        assertThat((int) Files.getAttribute(copy, "unix:mode") & 07777).isEqualTo(0755);
        assertThat(report.warnings()).contains(copy + ": the setuid and setgid bits of " + script + " were left out");
    }

    @Test
    void whatIsThereIsKeptUnlessItIsToBeReplaced() throws Exception {
        Files.createDirectories(root.resolve("etc"));
        Path passwd = Files.writeString(root.resolve("etc/passwd"), "customer\n");

        BuildReport report = build("cat");
        assertThat(passwd).hasContent("customer");
        assertThat(report.kept()).containsExactly(passwd);
        assertThat(report.warnings()).contains(passwd + " differs, kept; use --force to replace it");

        BuildReport forced = new RootBuilder(root, true, progress::add).build(List.of("cat"));
        assertThat(passwd).content().startsWith("root:");
        assertThat(forced.created()).containsExactly(passwd);
    }

    @Test
    void whatIsTheSameIsKeptSilently() throws Exception {
        List<String> first = build("cat").warnings();

        BuildReport again = build("cat");

        assertThat(again.created()).isEmpty();
        assertThat(again.kept()).contains(root.resolve("etc/passwd"));
        assertThat(again.warnings()).isEqualTo(first);
    }

    @Test
    void aDirectoryWhereThisMachineHasALinkGetsTheFilesToo() throws Exception {
        assumeTrue(Files.isSymbolicLink(Path.of("/bin")));
        Files.createDirectories(root.resolve("bin"));

        BuildReport report = build("/bin/cat");

        assertThat(RootInspector.inspect(root, "/bin/cat", PATH)).isEmpty();
        assertThat(report.warnings())
                .anyMatch(warning -> warning.startsWith(root.resolve("bin") + " is not the symbolic link"));
    }

    @Test
    void nullDeviceIsMadeWherePermitted() throws Exception {
        BuildReport report = build("sh");

        assumeTrue(Files.exists(root.resolve("dev/null")), "mknod is not permitted");
        assertThat(report.warnings()).isEmpty();
        assertThat(Files.getAttribute(root.resolve("dev/null"), "unix:mode")).isEqualTo(020666);
        assertThat(Chroot.run(root, "/bin/sh", "-c", "echo lost > /dev/null; echo kept")
                        .output())
                .isEqualTo("kept");
    }

    @Test
    void aNullDeviceThatCannotBeMadeIsAWarning() throws Exception {
        HostPrograms withoutMknod = new HostPrograms(List.of("/nowhere"));

        BuildReport report = new RootBuilder(root, false, progress::add, withoutMknod).build(List.of("/bin/sh"));

        assertThat(report.warnings())
                .singleElement()
                .asString()
                .startsWith(root.resolve("dev/null") + ": not made: program mknod not found. Make it as root");
    }

    @Test
    void nothingIsWrittenThroughALinkThatLeavesTheRoot() throws Exception {
        Path outside = Files.createDirectories(directory.toRealPath().resolve("outside"));
        for (String target : List.of("../outside", "../../../../../../../../../.." + outside, outside.toString())) {
            for (String name : List.of("etc", "dev", "usr")) {
                Path attacked = outside.resolveSibling("root-" + name + target.length());
                Files.createDirectories(attacked);
                Files.createSymbolicLink(attacked.resolve(name), Path.of(target));

                assertThatThrownBy(() -> new RootBuilder(attacked, true, line -> {}).build(List.of("cat")))
                        .as(name + " -> " + target)
                        .isInstanceOf(RootException.class)
                        .hasMessageContaining("/" + name);
                assertThat(outside).isEmptyDirectory();
            }
        }
    }

    @Test
    void aFileThatIsALinkToOutsideIsKeptOrReplacedItself() throws Exception {
        Path victim = Files.writeString(directory.toRealPath().resolve("victim"), "untouched");
        Path passwd = Files.createDirectories(root.resolve("etc")).resolve("passwd");
        Files.createSymbolicLink(passwd, victim);

        assertThat(build("cat").warnings()).contains(passwd + " differs, kept; use --force to replace it");
        assertThat(passwd).isSymbolicLink();

        new RootBuilder(root, true, progress::add).build(List.of("cat"));
        assertThat(passwd).isRegularFile().content().startsWith("root:");
        assertThat(Files.isSymbolicLink(passwd)).isFalse();
        assertThat(victim).hasContent("untouched");
    }

    @Test
    void aDirectoryInThePlaceOfAFileStopsTheBuild() throws Exception {
        Path passwd = Files.createDirectories(root.resolve("etc/passwd"));

        assertThatThrownBy(() -> build("cat"))
                .isInstanceOf(RootException.class)
                .hasMessage(passwd + ": a directory, but a file is needed there. Move it away");
    }

    @Test
    void linksInsideTheRootAreWrittenThrough() throws Exception {
        Files.createDirectories(root.resolve("private/etc"));
        Files.createSymbolicLink(root.resolve("etc"), Path.of("/private/etc"));

        build("cat");

        assertThat(root.resolve("private/etc/passwd")).isRegularFile();
    }

    /** A program that finds its library by the place that it is started from. */
    private Path programWithLibrary(String name) throws IOException, InterruptedException {
        Path top = directory.toRealPath().resolve(name + "-package");
        Compiler.compile(top.resolve("own/lib" + name + ".so"), "int f(void) { return 42; }", "-shared", "-fPIC");
        Compiler.compile(
                top.resolve(name),
                "int f(void); int main(void) { return f(); }",
                "-L" + top.resolve("own"),
                "-l" + name,
                "-Wl,-rpath,$ORIGIN/own");
        return top.resolve(name);
    }

    private BuildReport build(String... programs) throws RootException {
        return new RootBuilder(root, false, progress::add).build(List.of(programs));
    }

    private Path program(String name, String text) throws IOException {
        Path file = Files.writeString(directory.toRealPath().resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
