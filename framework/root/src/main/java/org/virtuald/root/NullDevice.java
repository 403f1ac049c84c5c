package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** The /dev/null of a root: character device 1:3, see null(4). */
final class NullDevice {

    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final long DEVICE = 1 << 8 | 3;

    private NullDevice() {}

    /** Makes the device. Where that is not permitted, as in a user namespace, there is a warning only. */
    static void make(RootWriter writer, HostPrograms programs, boolean overwrite) throws IOException, RootException {
        writer.directory("/dev");
        Path entry = writer.entry("/dev/null");
        if (RootWriter.attributes(entry).isPresent()) {
            boolean same = isNull(entry);
            if (same || !overwrite) {
                writer.keep(entry, same, "is not the null device" + RootWriter.FORCE);
                return;
            }
        }
        Path temporary = RootWriter.temporary(entry);
        Files.deleteIfExists(temporary);
        Optional<String> refusal = mknod(temporary, programs);
        if (refusal.isPresent()) {
            writer.warn(
                    "%s: not made: %s. Make it as root: mknod -m 666 %s c 1 3".formatted(entry, refusal.get(), entry));
            return;
        }
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-rw-rw-"));
        writer.replace(temporary, entry);
    }

    private static Optional<String> mknod(Path path, HostPrograms programs) throws IOException {
        Optional<String> program = programs.find("mknod");
        if (program.isEmpty()) {
            return Optional.of("program mknod not found");
        }
        Command command = Command.run(List.of(program.get(), path.toString(), "c", "1", "3"));
        return command.status() == 0 ? Optional.empty() : Optional.of(lastWords(command.output()));
    }

    /** What follows mknod's own name and the temporary one. */
    private static String lastWords(String output) {
        return output.substring(output.lastIndexOf(": ") < 0 ? 0 : output.lastIndexOf(": ") + 2);
    }

    private static boolean isNull(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & S_IFMT) == S_IFCHR
                && Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS)
                        .equals(DEVICE);
    }
}
