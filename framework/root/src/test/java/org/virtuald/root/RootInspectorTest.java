package org.virtuald.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootInspectorTest {

    private static final String LOADER = "/lib/ld.so.2";
    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin");

    @TempDir
    private Path root;

    @BeforeEach
    void makeLoader() throws IOException {
        TestElf.here().soname("ld.so.2").writeTo(root.resolve("lib/ld.so.2"));
    }

    @Test
    void nothingIsMissingWhenAllIsThere() throws IOException {
        dynamic().needs("libc.so.6").writeTo(at("bin/cat"));
        library("libc.so.6").needs("ld.so.2").writeTo(at("lib/libc.so.6"));

        assertThat(inspect("cat")).isEmpty();
        assertThat(inspect("/bin/cat")).isEmpty();
    }

    @Test
    void aStaticProgramNeedsNothing() throws IOException {
        TestElf.here().writeTo(at("bin/busybox"));

        assertThat(inspect("/bin/busybox")).isEmpty();
    }

    @Test
    void missingRoot() {
        Path none = root.resolve("none");

        assertThat(RootInspector.inspect(none, "cat", PATH)).containsExactly(new Missing.NoRoot(none));
        assertThat(new Missing.NoRoot(none).sentence()).isEqualTo(none + ": no such directory");
    }

    @Test
    void rootThatIsNoDirectory() throws IOException {
        Path file = Files.createFile(root.resolve("file"));

        assertThat(RootInspector.inspect(file, "cat", PATH)).containsExactly(new Missing.NoDirectory(file));
    }

    @Test
    void aRootBehindASymbolicLinkIsEntered() throws IOException {
        TestElf.here().writeTo(at("busybox"));
        Path link = Files.createSymbolicLink(root.resolve("self"), root);

        assertThat(RootInspector.inspect(link, "busybox", List.of("/"))).isEmpty();
    }

    @Test
    void missingProgram() {
        assertThat(inspect("cat"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": program cat not found on /usr/local/bin:/usr/bin:/bin");
        assertThat(inspect("/bin/cat"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": program /bin/cat is not there");
    }

    @Test
    void theFirstExecutableOnTheSearchPathIsTaken() throws IOException {
        Files.createDirectories(at("usr/local/bin/cat"));
        dynamic().needs("libc.so.6").writeTo(at("usr/bin/cat"));
        TestElf.here().writeTo(at("bin/cat"));

        assertThat(inspect("cat")).hasSize(1).allMatch(Missing.Library.class::isInstance);
    }

    @Test
    void programThatNobodyMayExecute() throws IOException {
        TestElf.here().writeTo(at("bin/cat"));
        Files.setPosixFilePermissions(at("bin/cat"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(inspect("cat")).containsExactly(new Missing.NotExecutable(root, "/bin/cat"));
        assertThat(inspect("/bin/cat"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": /bin/cat is not executable");
    }

    @Test
    void programBehindADanglingLink() throws IOException {
        Files.createDirectories(at("usr/bin"));
        Files.createSymbolicLink(at("usr/bin/awk"), Path.of("/etc/alternatives/awk"));

        assertThat(inspect("awk"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": /usr/bin/awk is a dangling symbolic link to /etc/alternatives/awk");
    }

    @Test
    void programInALoopOfLinks() throws IOException {
        Files.createSymbolicLink(at("bin"), Path.of("/bin"));

        assertThat(inspect("/bin/cat"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": /bin is part of a loop of symbolic links");
    }

    @Test
    void linksAreFollowedInsideTheRoot() throws IOException {
        TestElf.here().writeTo(at("opt/tool"));
        Files.createDirectories(at("bin"));
        Files.createSymbolicLink(at("bin/a"), Path.of("/opt/tool"));
        Files.createSymbolicLink(at("bin/b"), Path.of("../../../../opt/tool"));

        assertThat(inspect("a")).isEmpty();
        assertThat(inspect("b")).isEmpty();
    }

    @Test
    void programThatIsADirectory() throws IOException {
        Files.createDirectories(at("bin/cat"));

        assertThat(inspect("/bin/cat"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": /bin/cat is not a regular file");
    }

    @Test
    void missingInterpreterAndLibrariesAreToldTogether() throws IOException {
        dynamic().needs("libc.so.6").needs("libm.so.6").writeTo(at("bin/cat"));
        Files.delete(at("lib/ld.so.2"));

        List<Missing> missing = inspect("/bin/cat");

        assertThat(missing)
                .extracting(Missing::sentence)
                .first()
                .isEqualTo(root + ": /bin/cat needs the interpreter " + LOADER + ", which is not there");
        assertThat(missing.get(1).sentence())
                .startsWith(root + ": /bin/cat needs libc.so.6, which none of /lib/")
                .endsWith(", /lib, /usr/lib has");
        assertThat(missing).hasSize(3);
    }

    @Test
    void aLibraryThatTwoNeedIsToldOnce() throws IOException {
        dynamic().needs("liba.so").needs("libb.so").writeTo(at("bin/cat"));
        library("liba.so").needs("libz.so").writeTo(at("lib/liba.so"));
        library("libb.so").needs("libz.so").writeTo(at("usr/lib/libb.so"));

        assertThat(inspect("cat")).singleElement().isInstanceOfSatisfying(Missing.Library.class, library -> {
            assertThat(library.name()).isEqualTo("libz.so");
            assertThat(library.neededBy()).isEqualTo("/lib/liba.so");
        });
    }

    @Test
    void libraryBehindADanglingLink() throws IOException {
        dynamic().needs("liba.so").writeTo(at("bin/cat"));
        Files.createSymbolicLink(at("lib/liba.so"), Path.of("liba.so.1"));

        assertThat(inspect("cat")).containsExactly(new Missing.DanglingLink(root, "/lib/liba.so", "liba.so.1"));
    }

    @Test
    void aLibraryForAnotherMachineDoesNotCount() throws IOException {
        dynamic().needs("liba.so").writeTo(at("bin/cat"));
        new TestElf(32, ByteOrder.LITTLE_ENDIAN, 3).writeTo(at("lib/liba.so"));

        assertThat(inspect("cat")).singleElement().isInstanceOf(Missing.Library.class);

        library("liba.so").writeTo(at("usr/lib/liba.so"));
        assertThat(inspect("cat")).isEmpty();
    }

    @Test
    void anInterpreterForAnotherMachineIsMalformed() throws IOException {
        dynamic().writeTo(at("bin/cat"));
        new TestElf(32, ByteOrder.LITTLE_ENDIAN, 3).writeTo(at("lib/ld.so.2"));

        assertThat(inspect("cat")).singleElement().isInstanceOf(Missing.Malformed.class);
    }

    @Test
    void aProgramForAnotherMachineIsToldSo() throws IOException {
        new TestElf(64, ByteOrder.BIG_ENDIAN, 22).writeTo(at("bin/cat"));

        assertThat(inspect("cat"))
                .singleElement()
                .satisfies(missing -> assertThat(missing.sentence())
                        .startsWith(root + ": /bin/cat is a program for s390x, which this machine ("));
    }

    @Test
    void rpathIsInheritedAndRunpathIsNot() throws IOException {
        dynamic().rpath("/opt/lib").needs("liba.so").writeTo(at("bin/cat"));
        library("liba.so").needs("libb.so").writeTo(at("opt/lib/liba.so"));
        library("libb.so").writeTo(at("opt/lib/libb.so"));
        assertThat(inspect("cat")).isEmpty();

        dynamic().runpath("/opt/lib").needs("liba.so").writeTo(at("bin/cat"));
        assertThat(inspect("cat"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Missing.Library.class,
                        library -> assertThat(library.neededBy()).isEqualTo("/opt/lib/liba.so"));
    }

    @Test
    void originOfALibraryIsItsDirectory() throws IOException {
        dynamic().rpath("/opt/lib").needs("liba.so").writeTo(at("bin/cat"));
        library("liba.so").runpath("${ORIGIN}/private").needs("libb.so").writeTo(at("opt/lib/liba.so"));
        library("libb.so").writeTo(at("opt/lib/private/libb.so"));

        assertThat(inspect("cat")).isEmpty();
    }

    @Test
    void originOfTheProgramIsKnownOnlyWhereThereIsAProc() throws IOException {
        dynamic().runpath("$ORIGIN/../own").needs("liba.so").writeTo(at("bin/cat"));
        library("liba.so").writeTo(at("own/liba.so"));
        assertThat(inspect("cat")).singleElement().isInstanceOf(Missing.Library.class);

        Files.createDirectory(at("proc"));
        assertThat(inspect("cat")).isEmpty();
    }

    @Test
    void aProgramMayForbidTheDefaultDirectories() throws IOException {
        dynamic().withoutDefaultDirectories().needs("liba.so").writeTo(at("bin/cat"));
        library("liba.so").writeTo(at("lib/liba.so"));

        assertThat(inspect("cat")).singleElement().isInstanceOf(Missing.Library.class);
    }

    @Test
    void theDirectoriesCompiledIntoTheLoaderAreTheOnlyOnes() throws IOException {
        byte[] directories = "\0/lib64/\0/usr/lib64/\0".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(at("lib/ld.so.2"), directories, StandardOpenOption.APPEND);
        dynamic().needs("liba.so").writeTo(at("bin/cat"));
        library("liba.so").writeTo(at("lib/liba.so"));

        assertThat(inspect("cat"))
                .containsExactly(new Missing.Library(root, "liba.so", "/bin/cat", List.of("/lib64", "/usr/lib64")));
    }

    @Test
    void muslHasItsOwnDirectoriesAndIsItsOwnLibc() throws IOException {
        TestElf.here().soname("libc.so").writeTo(at("lib/ld-musl-any.so.1"));
        TestElf.here()
                .interpreter("/lib/ld-musl-any.so.1")
                .needs("libc.so")
                .needs("libm.so")
                .needs("liba.so")
                .writeTo(at("bin/cat"));
        library("liba.so").writeTo(at("usr/local/lib/liba.so"));
        assertThat(inspect("cat")).isEmpty();

        Files.createDirectories(at("etc"));
        Files.writeString(at("etc/ld-musl-any.path"), "/lib:/opt\n/srv\n");
        assertThat(inspect("cat"))
                .containsExactly(new Missing.Library(root, "liba.so", "/bin/cat", List.of("/lib", "/opt", "/srv")));
    }

    @Test
    void aScriptNeedsItsInterpreter() throws IOException {
        script("usr/bin/foo", "#!/usr/bin/perl -w\n");

        assertThat(inspect("foo"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": script /usr/bin/foo needs /usr/bin/perl, which is not there");
    }

    @Test
    void aScriptNeedsWhatItsInterpreterNeeds() throws IOException {
        script("usr/bin/foo", "#!/bin/sh\n");
        dynamic().needs("libc.so.6").writeTo(at("bin/sh"));

        assertThat(inspect("foo")).singleElement().isInstanceOf(Missing.Library.class);
    }

    @Test
    void aScriptOfEnvNeedsEnvAndWhatEnvRuns() throws IOException {
        script("usr/bin/foo", "#!/usr/bin/env perl\n");

        assertThat(inspect("foo"))
                .extracting(Missing::sentence)
                .containsExactly(
                        root + ": script /usr/bin/foo needs /usr/bin/env, which is not there",
                        root + ": script /usr/bin/foo needs perl, which is not on /usr/local/bin:/usr/bin:/bin");
    }

    @Test
    void controlCharactersAreEscaped() throws IOException {
        script("usr/bin/foo", "#!/bin/sh\r\n");

        assertThat(inspect("foo"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": script /usr/bin/foo needs /bin/sh\\x0d, which is not there");
    }

    @Test
    void scriptsThatCallEachOtherEnd() throws IOException {
        script("bin/a", "#!/bin/b\n");
        script("bin/b", "#!/bin/a\n");

        assertThat(inspect("a")).isEmpty();
    }

    @Test
    void textWithoutAnInterpreterIsMalformed() throws IOException {
        script("bin/foo", "echo\n");

        assertThat(inspect("foo"))
                .extracting(Missing::sentence)
                .containsExactly(root + ": /bin/foo is neither an ELF program nor a script with #!");
    }

    @Test
    void anythingInAFileGetsAnAnswer() throws IOException {
        byte[] elf = dynamic().needs("libc.so.6").rpath("$ORIGIN").bytes();
        Random random = new Random(2);
        for (int round = 0; round < 1000; round++) {
            byte[] bytes = elf.clone();
            for (int i = random.nextInt(20); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (round % 3 == 0) {
                random.nextBytes(bytes);
            }
            Files.createDirectories(at("bin"));
            Files.write(at("bin/cat"), bytes);
            Files.setPosixFilePermissions(at("bin/cat"), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.write(at("lib/libc.so.6"), bytes);

            assertThat(inspect("cat"))
                    .allSatisfy(missing -> assertThat(missing.sentence()).startsWith(root + ": "));
        }
    }

    private List<Missing> inspect(String program) {
        return RootInspector.inspect(root, program, PATH);
    }

    private Path at(String path) {
        return root.resolve(path);
    }

    private static TestElf dynamic() {
        return TestElf.here().interpreter(LOADER);
    }

    private static TestElf library(String name) {
        return TestElf.here().soname(name);
    }

    private void script(String path, String text) throws IOException {
        Files.createDirectories(at(path).getParent());
        Files.writeString(at(path), text);
        Files.setPosixFilePermissions(at(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
