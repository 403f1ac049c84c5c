package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.virtuald.entry.Architecture;
import org.virtuald.entry.Argument;
import org.virtuald.entry.DeniedCalls;
import org.virtuald.entry.SeccompDenial;
import org.virtuald.entry.SeccompFilter;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;
import org.virtuald.posix.Account;

/** What a process gives up around the change of its identity: capabilities, new privileges, system calls. */
final class ConfinementSteps {
    private static final int PR_SET_NO_NEW_PRIVS = 38; // linux/prctl.h

    private final ProgramConfinement confinement;
    private final Optional<CapabilitySteps> capabilities;
    private final Optional<Set<String>> later;

    private ConfinementSteps(
            ProgramConfinement confinement, Optional<CapabilitySteps> capabilities, Optional<Set<String>> later) {
        this.confinement = confinement;
        this.capabilities = capabilities;
        this.later = later;
    }

    /** All of them for each program, and nothing once. */
    static ConfinementSteps forEach(ProgramConfinement confinement, Account account, LauncherPrivileges privileges) {
        Optional<CapabilitySteps> capabilities = confinement
                .kept()
                .map(kept -> kept.stream().filter(privileges::canGive).collect(Collectors.toUnmodifiableSet()))
                .map(kept -> new CapabilitySteps(kept, privileges.capabilities().bounding(), account.isRoot()));
        return new ConfinementSteps(confinement, capabilities, Optional.empty());
    }

    /**
     * The same, but once for all programs what children inherit.
     *
     * @param needed the system calls, by name, that follow before a program runs: what is denied of these is denied later
     */
    ConfinementSteps inherited(Set<String> needed) {
        return new ConfinementSteps(
                confinement, capabilities, Optional.of(confinement.deniedCalls().deniedOf(needed)));
    }

    /** What a process and all its children have in common. */
    List<Step> once() {
        if (later.isEmpty()) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        capabilities.map(CapabilitySteps::beforeIdentity).ifPresent(steps::addAll);
        if (confinement.noNewPrivileges()) {
            steps.add(noNewPrivileges());
        }
        filter(confinement.deniedCalls().allowing(later.get())).ifPresent(steps::add);
        return steps;
    }

    /**
     * What takes root's rights. A filter without no_new_privs is put on here, because that takes CAP_SYS_ADMIN; none of
     * the steps behind it is on the default list.
     */
    List<Step> beforeIdentity() {
        List<Step> steps = new ArrayList<>();
        if (!confinement.noNewPrivileges()) {
            filterOfEach().ifPresent(steps::add);
        }
        if (later.isEmpty()) {
            capabilities.map(CapabilitySteps::beforeIdentity).ifPresent(steps::addAll);
        }
        return steps;
    }

    /** What can only be said once the identity is the program's; the filter last, because it holds for all that follows. */
    List<Step> afterIdentity() {
        List<Step> steps = new ArrayList<>();
        capabilities.map(CapabilitySteps::afterIdentity).ifPresent(steps::addAll);
        if (confinement.noNewPrivileges()) {
            if (later.isEmpty()) {
                steps.add(noNewPrivileges());
            }
            filterOfEach().ifPresent(steps::add);
        }
        return steps;
    }

    /** Filters add up: the kernel takes the strictest answer. */
    private Optional<Step> filterOfEach() {
        if (later.isEmpty()) {
            return filter(confinement.deniedCalls());
        }
        return later.get().isEmpty() ? Optional.empty() : filter(DeniedCalls.nothingBut(later.get()));
    }

    private static Step noNewPrivileges() {
        Argument zero = new Argument.Number(0);
        return new Step.Call(
                SystemCall.PRCTL,
                new Argument.Number(PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS"),
                new Argument.Number(1),
                zero,
                zero,
                zero);
    }

    private Optional<Step> filter(DeniedCalls denied) {
        if (!confinement.seccomp().on()) {
            return Optional.empty();
        }
        SeccompDenial denial = confinement.seccomp().kill() ? SeccompDenial.KILL : SeccompDenial.ERRNO;
        return Optional.of(SeccompFilter.step(denied, denial, Architecture.current()));
    }
}
