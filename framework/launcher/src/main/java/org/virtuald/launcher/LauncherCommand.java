package org.virtuald.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a launcher is started: a small JVM of the same kind as this one.
 *
 * @param java the {@code java} program
 * @param classPath the launcher's jars
 * @param nativeLibraries where the native library of JNR's foreign function layer lies, so that it is never unpacked into
 *     a temporary directory
 * @param archive the archive of the launcher's classes, made for this Java and this class path; it is code that root runs.
 *     The JVM leaves one that does not belong to both alone
 * @param classList where the launcher writes the names of the classes it loads, for making an archive
 * @param confDirectory the conf directory
 */
public record LauncherCommand(
        Path java,
        List<Path> classPath,
        Path nativeLibraries,
        Optional<Path> archive,
        Optional<Path> classList,
        Path confDirectory) {
    private static final int RESTRICTS_NATIVE_ACCESS = 24; // JEP 472
    private static final int WARNS_OF_UNSAFE = 24; // JEP 498

    /** Copies the class path. */
    public LauncherCommand {
        classPath = List.copyOf(classPath);
    }

    /**
     * The argument vector. A method is compiled at its 2,000th call instead of the 200th: few are called so often before the
     * first connection, and compiling the others took a tenth of the start. The sizes are for a process that stays below
     * 50 MB; the heap grows with roots tables only. The JDK's own class data archive is not used where there is no archive of
     * the launcher's: it saves 30 ms and costs 4 MB.
     */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "virtuald-launcher",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:CICompilerCount=1",
                "-XX:CompileThresholdScaling=3",
                "-Xms8m",
                "-XX:NewSize=2m",
                "-Xmx1g",
                "-Xss256k",
                "-Djnr.ffi.asm.enabled=false",
                "-Djffi.boot.library.path=" + nativeLibraries));
        if (archive.isPresent()) {
            // JDK 17 warns of an archive that it passes over
            arguments.addAll(List.of(
                    "-Xshare:auto",
                    "-XX:SharedArchiveFile=" + archive.get(),
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr"));
        } else {
            arguments.add("-Xshare:off");
        }
        classList.ifPresent(file -> arguments.add("-XX:DumpLoadedClassList=" + file));
        int version = Runtime.version().feature();
        if (version >= RESTRICTS_NATIVE_ACCESS) {
            arguments.add("--enable-native-access=ALL-UNNAMED");
        }
        if (version >= WARNS_OF_UNSAFE) {
            arguments.add("--sun-misc-unsafe-memory-access=allow");
        }
        arguments.add("-cp");
        arguments.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        arguments.add(LauncherMain.class.getName());
        arguments.add(confDirectory.toString());
        return arguments;
    }
}
