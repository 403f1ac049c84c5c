package org.virtuald.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.launcher.TrustedFiles;

/**
 * The programs of the distribution, which root runs: whoever could write them would be root. This tells an administrator of a
 * careless installation; a file that was changed already does not have to ask.
 */
final class TrustedDistribution {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private TrustedDistribution() {}

    /**
     * Checks what root runs of a distribution, and looks at its Java.
     *
     * @param home where it lies
     * @throws HostException naming the first component of a path that others than root can write
     */
    static void check(Path home) throws HostException {
        try {
            TrustedFiles.check(home.resolve("bin").resolve("virtuald"));
            Path libraries = home.resolve("lib");
            checkAll(libraries.resolve("host"));
            checkAll(libraries.resolve("launcher"));
            // a package has the libraries of its architecture alone, and may have no archives of classes
            for (String folder : List.of("native/x86_64-Linux", "native/aarch64-Linux", "cds")) {
                if (Files.exists(libraries.resolve(folder))) {
                    checkAll(libraries.resolve(folder));
                }
            }
        } catch (IOException e) {
            throw new HostException(
                    ExitStatus.UNAVAILABLE, "root runs what is in " + home + ", but " + FileFailure.reason(e));
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            TrustedFiles.check(java);
        } catch (IOException e) {
            LOG.warn("root runs {}, but {}", java, FileFailure.reason(e));
        }
    }

    private static void checkAll(Path folder) throws IOException {
        TrustedFiles.check(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                TrustedFiles.check(file);
            }
        }
    }
}
