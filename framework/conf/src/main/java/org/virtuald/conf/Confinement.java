package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a program is kept from beside leaving its root. What is empty depends on who the program is, which is known when
 * the service is opened: root is not confined, everybody else is.
 *
 * @param noNewPrivileges whether executing a file can never give the program more than it has, no_new_privs of prctl(2)
 * @param capabilities those that the program keeps
 * @param limits limits on resources, each resource at most once
 * @param seccomp the system calls that it is denied
 */
public record Confinement(
        Optional<Boolean> noNewPrivileges,
        Optional<Set<Capability>> capabilities,
        List<ResourceLimit> limits,
        Optional<Seccomp> seccomp) {

    /** Copies the collections and checks that nothing is missing. */
    public Confinement {
        requireNonNull(noNewPrivileges, "noNewPrivileges");
        capabilities = capabilities.map(Confinement::sorted);
        limits = List.copyOf(limits);
        requireNonNull(seccomp, "seccomp");
    }

    private static Set<Capability> sorted(Set<Capability> capabilities) {
        Set<Capability> sorted = EnumSet.noneOf(Capability.class);
        sorted.addAll(capabilities);
        return Collections.unmodifiableSet(sorted);
    }
}
