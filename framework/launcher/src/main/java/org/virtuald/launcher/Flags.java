package org.virtuald.launcher;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.virtuald.entry.Argument;

/** Constants of the kernel that are or-ed together, with their names as strace prints them. */
enum Flags {
    // linux/sched.h
    CLONE_NEWNS(0x2_0000),
    CLONE_NEWUTS(0x400_0000),
    CLONE_NEWIPC(0x800_0000),
    CLONE_NEWPID(0x2000_0000),
    CLONE_NEWNET(0x4000_0000),

    // linux/mount.h
    MS_RDONLY(1),
    MS_NOSUID(2),
    MS_NODEV(4),
    MS_NOEXEC(8),
    MS_BIND(0x1000),
    MS_REC(0x4000),
    MS_PRIVATE(0x4_0000),
    OPEN_TREE_CLONE(1),
    OPEN_TREE_CLOEXEC(0x8_0000),
    MOVE_MOUNT_F_EMPTY_PATH(4),
    MOVE_MOUNT_T_SYMLINKS(0x10),
    MOUNT_ATTR_RDONLY(1),
    MOUNT_ATTR_NOSUID(2),
    MOUNT_ATTR_NODEV(4),
    MOUNT_ATTR_NOEXEC(8),

    // sys/mount.h
    MNT_DETACH(2),

    // linux/fcntl.h, asm-generic/fcntl.h
    AT_EMPTY_PATH(0x1000),
    O_CLOEXEC(0x8_0000),
    O_PATH(0x20_0000),

    // linux/openat2.h
    RESOLVE_NO_SYMLINKS(4),

    // bits/socket_type.h
    SOCK_DGRAM(2),
    SOCK_CLOEXEC(0x8_0000);

    private final int value;

    Flags(int value) {
        this.value = value;
    }

    /** The number, with all the names. */
    static Argument.Number of(Flags... flags) {
        return new Argument.Number(value(flags), names(flags));
    }

    static long value(Flags... flags) {
        return Arrays.stream(flags).mapToLong(flag -> flag.value).reduce(0, (a, b) -> a | b);
    }

    static String names(Flags... flags) {
        return Arrays.stream(flags).map(Flags::name).collect(Collectors.joining("|"));
    }
}
