package org.virtuald.launcher;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.virtuald.conf.Capability;
import org.virtuald.conf.Problem;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.Account;

/** The warning of a program that can leave its root: chroot(2) does not hold who has certain capabilities. */
public final class EscapeWarning {

    /**
     * Each of them is a way out: a second chroot, a disk's device file, a mount, another process's memory, a file handle
     * of another directory, the kernel's own code and memory; or a way to these.
     */
    private static final Set<Capability> WAYS_OUT = EnumSet.of(
            Capability.SYS_CHROOT,
            Capability.MKNOD,
            Capability.SYS_ADMIN,
            Capability.SYS_PTRACE,
            Capability.DAC_READ_SEARCH,
            Capability.SYS_MODULE,
            Capability.SYS_RAWIO,
            Capability.SYS_BOOT,
            Capability.BPF,
            Capability.SETFCAP);

    /** Not with a root that is the top of its own mounts, and with no other's processes in sight. */
    private static final Set<Capability> HELD_BY_NAMESPACES = EnumSet.of(Capability.SYS_CHROOT, Capability.SYS_PTRACE);

    private EscapeWarning() {}

    /** The warning, when a root of the table is not that of the machine and the program can get out of it. */
    public static Optional<Problem> of(ServiceConf conf, Account account, RootsTable roots) {
        Optional<Set<Capability>> kept = ProgramConfinement.of(conf, account).kept();
        boolean canLeave = kept.map(some -> some.stream().anyMatch(one -> isWayOut(one, conf)))
                .orElse(true);
        boolean hasRoot = roots.directories().stream().anyMatch(directory -> !directory.equals("/"));
        if (!canLeave || !hasRoot) {
            return Optional.empty();
        }
        boolean listed = conf.confinement().capabilities().isPresent();
        return Optional.of(new Problem(
                Problem.Severity.WARNING,
                conf.file().toString(),
                conf.line(listed ? "capabilities" : "user"),
                listed
                        ? "a program with these capabilities can leave its root"
                        : "a program that is root can leave its root; take an ordinary user, or list the capabilities"
                                + " that it needs"));
    }

    private static boolean isWayOut(Capability capability, ServiceConf conf) {
        return WAYS_OUT.contains(capability)
                && !(conf.isolation().hasNamespaces() && HELD_BY_NAMESPACES.contains(capability));
    }
}
