package org.virtuald.launcher;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.virtuald.conf.Capability;
import org.virtuald.conf.Confinement;
import org.virtuald.conf.Isolation;
import org.virtuald.conf.Seccomp;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.DeniedCalls;
import org.virtuald.posix.Account;

/**
 * A conf's confinement with the defaults of its user in it. Programs run as root are those that log users in, bind ports or
 * change roots themselves: in a chroot they get what inetd gives them unless the conf takes it away, in namespaces what reaches
 * nothing outside. Everybody else gets nothing.
 *
 * @param noNewPrivileges whether executing a file can never give more than there is
 * @param kept the capabilities that stay; empty when none is taken away, which is for root alone
 * @param seccomp the system calls that are denied
 */
record ProgramConfinement(boolean noNewPrivileges, Optional<Set<Capability>> kept, Seccomp seccomp) {

    /**
     * What root keeps in namespaces of its own: what works there and reaches nothing outside. Not what mounts, makes device
     * files, opens files by handle or changes roots; nor what the kernel asks for in the first namespaces alone.
     */
    private static final Set<Capability> INSIDE = EnumSet.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE,
            Capability.IPC_OWNER);

    /** What is harmless in a network that is the program's alone. */
    private static final Set<Capability> IN_OWN_NETWORK =
            EnumSet.of(Capability.NET_ADMIN, Capability.NET_RAW, Capability.NET_BROADCAST);

    static ProgramConfinement of(ServiceConf service, Account account) {
        Confinement conf = service.confinement();
        boolean root = account.isRoot();
        boolean open = root && !service.isolation().hasNamespaces();
        Optional<Set<Capability>> kept = conf.capabilities();
        if (kept.isEmpty() && !open) {
            kept = Optional.of(root ? inside(service.isolation()) : Set.of());
        }
        return new ProgramConfinement(
                conf.noNewPrivileges().orElse(!root), kept, conf.seccomp().orElse(open ? Seccomp.OFF : Seccomp.ON));
    }

    private static Set<Capability> inside(Isolation isolation) {
        Set<Capability> kept = EnumSet.copyOf(INSIDE);
        if (isolation.network() == Isolation.Network.OWN) {
            kept.addAll(IN_OWN_NETWORK);
        }
        return kept;
    }

    /** The calls that the filter denies: not those that a capability is kept for, unless the conf names them. */
    DeniedCalls deniedCalls() {
        DeniedCalls denied = DeniedCalls.byDefault();
        for (Capability capability : kept.orElse(Set.of())) {
            denied = denied.without(capability.name());
        }
        return denied.allowing(seccomp.allow()).denying(seccomp.deny());
    }
}
