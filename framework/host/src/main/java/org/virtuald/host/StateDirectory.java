package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.virtuald.posix.Account;

/**
 * The directory of a running host: its lock, which one host at a time holds, and Felix's cache, which is made anew at every
 * start. The kernel lets the lock go with the process, however that ends.
 */
final class StateDirectory implements AutoCloseable {
    private static final String MODE = "rwxr-x---";

    private final Path directory;
    private final FileChannel lockFile;

    private StateDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory if there is none, and locks it.
     *
     * @throws HostException when another host has it, or it cannot be made
     */
    static StateDirectory lock(Path directory) throws HostException {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
            }
            FileChannel file = FileChannel.open(
                    directory.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            if (tryLock(file) == null) {
                file.close();
                throw new HostException(
                        ExitStatus.UNAVAILABLE, directory + " is in use by another virtuald" + holder(directory));
            }
            file.truncate(0);
            file.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
            Files.createDirectories(directory.resolve("felix"));
            return new StateDirectory(directory, file);
        } catch (IOException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot use the state directory: " + FileFailure.reason(e));
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // a host in this JVM has it
        }
    }

    private static String holder(Path directory) {
        try {
            String pid = Files.readString(directory.resolve("lock")).strip();
            return pid.isEmpty() ? "" : " (pid " + pid + ")";
        } catch (IOException e) {
            return "";
        }
    }

    /** Gives the directory to the user that the host becomes. */
    void giveTo(Account account) throws HostException {
        try {
            for (Path path : List.of(directory, directory.resolve("lock"), directory.resolve("felix"))) {
                Files.setAttribute(path, "unix:uid", (int) account.uid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:gid", (int) account.gid(), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new HostException(
                    ExitStatus.OS_ERROR,
                    "cannot give the state directory to " + account.name() + ": " + FileFailure.reason(e));
        }
    }

    /** Where Felix keeps its copies of bundles. */
    Path felixCache() {
        return directory.resolve("felix");
    }

    /** Lets another host have the directory. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
