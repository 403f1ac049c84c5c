package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * A character device of a root, see null(4), random(4), tty(4).
 *
 * @param name its name in /dev
 * @param major the driver
 * @param minor which of the driver's devices
 */
record Device(String name, int major, int minor) {

    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;

    static final Device NULL = new Device("null", 1, 3);

    private static final List<Device> ALL = List.of(
            NULL,
            new Device("zero", 1, 5),
            new Device("full", 1, 7),
            new Device("random", 1, 8),
            new Device("urandom", 1, 9),
            new Device("tty", 5, 0),
            new Device("ptmx", 5, 2));

    static final List<String> NAMES = ALL.stream().map(Device::name).toList();

    static Device of(String name) throws RootException {
        return ALL.stream()
                .filter(device -> device.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new RootException(
                        "device \"%s\": expected one of %s".formatted(name, String.join(", ", NAMES))));
    }

    /** Makes the device. Where that is not permitted, as in a user namespace, there is a warning only. */
    void make(RootWriter writer, HostPrograms programs, boolean overwrite) throws IOException, RootException {
        writer.directory("/dev");
        Path entry = writer.entry("/dev/" + name);
        if (RootWriter.attributes(entry).isPresent()) {
            boolean same = isThis(entry);
            if (same || !overwrite) {
                writer.keep(entry, same, "is not the device " + name + RootWriter.FORCE);
                return;
            }
        }
        Path temporary = RootWriter.temporary(entry);
        Files.deleteIfExists(temporary);
        Optional<String> refusal = mknod(temporary, programs);
        if (refusal.isPresent()) {
            writer.warn("%s: not made: %s. Make it as root: mknod -m 666 %s c %d %d"
                    .formatted(entry, refusal.get(), entry, major, minor));
            return;
        }
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-rw-rw-"));
        writer.replace(temporary, entry);
    }

    private Optional<String> mknod(Path path, HostPrograms programs) throws IOException {
        Optional<String> program = programs.ownTool("mknod");
        if (program.isEmpty()) {
            return Optional.of("program mknod not found");
        }
        Command command = Command.run(List.of(program.get(), path.toString(), "c", "" + major, "" + minor));
        return command.status() == 0 ? Optional.empty() : Optional.of(lastWords(command.output()));
    }

    /** What follows mknod's own name and the temporary one. */
    private static String lastWords(String output) {
        return output.substring(output.lastIndexOf(": ") < 0 ? 0 : output.lastIndexOf(": ") + 2);
    }

    private boolean isThis(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & S_IFMT) == S_IFCHR
                && Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS)
                        .equals((long) (major << 8 | minor));
    }
}
