package org.virtuald.launcher;

import static org.virtuald.launcher.Flags.AT_EMPTY_PATH;
import static org.virtuald.launcher.Flags.MOVE_MOUNT_F_EMPTY_PATH;
import static org.virtuald.launcher.Flags.MOVE_MOUNT_T_SYMLINKS;
import static org.virtuald.launcher.Flags.OPEN_TREE_CLOEXEC;
import static org.virtuald.launcher.Flags.OPEN_TREE_CLONE;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.virtuald.entry.Argument;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/** The system calls about mounts, each as a step. */
final class MountCalls {
    private static final Argument AT_FDCWD = new Argument.Number(-100, "AT_FDCWD"); // linux/fcntl.h
    private static final Argument EMPTY = new Argument.Text("");
    private static final int SIZE_OF_OPEN_HOW = 24; // linux/openat2.h
    private static final int SIZE_OF_MOUNT_ATTR = 32; // linux/mount.h

    static final Argument NULL = new Argument.Number(0, "NULL");

    private MountCalls() {}

    static Step mount(
            Argument source, Argument target, Argument type, Argument flags, Argument data, int... tolerated) {
        return new Step.Call(SystemCall.MOUNT, List.of(source, target, type, flags, data), tolerated(tolerated));
    }

    /** A path that is looked up without following any symbolic link, for others may be able to change one. */
    static Step openPath(String path) {
        long flags = Flags.value(Flags.O_PATH, Flags.O_CLOEXEC);
        long resolve = Flags.value(Flags.RESOLVE_NO_SYMLINKS);
        return new Step.Call(
                SystemCall.OPENAT2,
                AT_FDCWD,
                new Argument.Text(path),
                Argument.Bytes.ofLongs("{flags=O_PATH|O_CLOEXEC, resolve=RESOLVE_NO_SYMLINKS}", flags, 0, resolve),
                new Argument.Number(SIZE_OF_OPEN_HOW));
    }

    /** A mount, in no place yet, of what a descriptor is open for. */
    static Step cloneOf(int descriptor) {
        return new Step.Call(
                SystemCall.OPEN_TREE,
                new Argument.Number(descriptor),
                EMPTY,
                Flags.of(AT_EMPTY_PATH, OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC));
    }

    /** A mount, in no place yet, of a path that none but root can change. */
    static Step cloneOf(String path) {
        return new Step.Call(
                SystemCall.OPEN_TREE, AT_FDCWD, new Argument.Text(path), Flags.of(OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC));
    }

    /** What holds for a mount from now on; what held before still does. */
    static Step set(int descriptor, Flags... attributes) {
        return setattr(new Argument.Number(descriptor), EMPTY, Flags.of(AT_EMPTY_PATH), attributes);
    }

    /** The same for the mount at a path. */
    static Step set(String path, Flags... attributes) {
        return setattr(AT_FDCWD, new Argument.Text(path), new Argument.Number(0), attributes);
    }

    private static Step setattr(Argument directory, Argument path, Argument how, Flags... attributes) {
        String names = "{attr_set=" + Flags.names(attributes) + "}";
        return new Step.Call(
                SystemCall.MOUNT_SETATTR,
                directory,
                path,
                how,
                Argument.Bytes.ofLongs(names, Flags.value(attributes), 0, 0, 0),
                new Argument.Number(SIZE_OF_MOUNT_ATTR));
    }

    /** Gives a mount its place. */
    static Step move(int descriptor, String path, int... tolerated) {
        return new Step.Call(
                SystemCall.MOVE_MOUNT,
                List.of(
                        new Argument.Number(descriptor),
                        EMPTY,
                        AT_FDCWD,
                        new Argument.Text(path),
                        Flags.of(MOVE_MOUNT_F_EMPTY_PATH, MOVE_MOUNT_T_SYMLINKS)),
                tolerated(tolerated));
    }

    private static Set<Integer> tolerated(int... errnos) {
        return Arrays.stream(errnos).boxed().collect(Collectors.toUnmodifiableSet());
    }
}
