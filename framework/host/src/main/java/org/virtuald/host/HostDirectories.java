package org.virtuald.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.virtuald.launcher.LauncherCommand;

/**
 * Where a host finds its files.
 *
 * @param home the distribution
 * @param conf the conf directory
 * @param state the state directory
 */
public record HostDirectories(Path home, Path conf, Path state) {

    /** Makes the paths absolute: the launcher has another working directory. */
    public HostDirectories {
        home = home.toAbsolutePath().normalize();
        conf = conf.toAbsolutePath().normalize();
        state = state.toAbsolutePath().normalize();
    }

    /**
     * Checks that nobody but root can have written what root runs of the distribution.
     *
     * @throws HostException naming the component of a path that others can write
     */
    public void checkOwners() throws HostException {
        TrustedDistribution.check(home);
    }

    /** Where jars of bundles are: those of the distribution, then those of the conf directory. */
    List<Path> bundles() {
        return List.of(home.resolve("bundles"), bundleSettings());
    }

    /** Where the properties files of bundles are. */
    Path bundleSettings() {
        return conf.resolve("bundles");
    }

    /** How to start the launcher that belongs to this distribution, with the JVM that runs this. */
    LauncherCommand launcherCommand() throws HostException {
        Path jars = home.resolve("lib").resolve("launcher");
        List<Path> classPath = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(jars, "*.jar")) {
            files.forEach(classPath::add);
        } catch (IOException e) {
            throw new HostException(
                    ExitStatus.UNAVAILABLE, "the distribution is not complete: " + FileFailure.reason(e));
        }
        Collections.sort(classPath);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new LauncherCommand(java, classPath, nativeLibraries(), launcherArchive(), launcherClassList(), conf);
    }

    /** What {@code virtuald-cds} has made for the Java that runs this. */
    private Optional<Path> launcherArchive() {
        Path archive = home.resolve("lib")
                .resolve("cds")
                .resolve("launcher-" + Runtime.version().feature() + ".jsa");
        return Files.exists(archive) && launcherClassList().isEmpty() ? Optional.of(archive) : Optional.empty();
    }

    /** {@code virtuald-cds} asks for it. */
    private static Optional<Path> launcherClassList() {
        return Optional.ofNullable(System.getProperty("virtuald.launcher.classes"))
                .map(Path::of);
    }

    private Path nativeLibraries() {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64-Linux" : "x86_64-Linux";
        return home.resolve("lib").resolve("native").resolve(machine);
    }
}
