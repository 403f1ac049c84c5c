package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a program is kept apart from the rest of the machine. What stands beside the level holds for
 * {@link Level#NAMESPACES} alone.
 *
 * @param level by what it is kept apart
 * @param network whose network the program sees
 * @param readOnlyRoot whether nothing can be written in the root
 * @param proc what the program sees in {@code /proc}
 * @param temporaryBytes how much the program's own {@code /tmp} holds, in bytes; empty when it has the root's
 * @param hostname the name of the machine that it sees; empty for the machine's own
 * @param mounts what else of the machine it finds in its root, in this order
 */
public record Isolation(
        Level level,
        Network network,
        boolean readOnlyRoot,
        Proc proc,
        OptionalLong temporaryBytes,
        Optional<String> hostname,
        List<BindMount> mounts) {

    /** By what a program is kept apart. */
    public enum Level {
        /** Its root is another: chroot(2). */
        CHROOT,

        /** It has namespaces of its own for mounts, processes, System V IPC and the machine's name: namespaces(7). */
        NAMESPACES
    }

    /** Whose network a program sees. */
    public enum Network {
        /** The machine's. */
        HOST,

        /** One that has a loopback interface and nothing else, network_namespaces(7). */
        OWN
    }

    /** What a program sees in {@code /proc}; a root without that directory has none. */
    public enum Proc {
        /** What the root has there. */
        NONE,

        /** Its own processes, and nothing of the machine: {@code subset=pid} of proc(5). */
        PROCESSES,

        /** All that is there, but nothing can be written, and the kernel's memory and keys are covered. */
        ALL
    }

    /** Copies the list and checks that nothing is missing. */
    public Isolation {
        requireNonNull(level, "level");
        requireNonNull(network, "network");
        requireNonNull(proc, "proc");
        requireNonNull(temporaryBytes, "temporaryBytes");
        requireNonNull(hostname, "hostname");
        mounts = List.copyOf(mounts);
    }

    /** Whether a program has namespaces of its own. */
    public boolean hasNamespaces() {
        return level == Level.NAMESPACES;
    }
}
