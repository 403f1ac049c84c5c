package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.virtuald.entry.Architecture;
import org.virtuald.entry.Argument;
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

    ConfinementSteps(ProgramConfinement confinement, Account account, LauncherPrivileges privileges) {
        this.confinement = confinement;
        this.capabilities = confinement
                .kept()
                .map(kept -> kept.stream().filter(privileges::canGive).collect(Collectors.toUnmodifiableSet()))
                .map(kept -> new CapabilitySteps(kept, privileges.capabilities().bounding(), account.isRoot()));
    }

    /**
     * What takes root's rights. A filter without no_new_privs is put on here, because that takes CAP_SYS_ADMIN; none of
     * the steps behind it is on the default list.
     */
    List<Step> beforeIdentity() {
        List<Step> steps = new ArrayList<>();
        if (!confinement.noNewPrivileges()) {
            filter().ifPresent(steps::add);
        }
        capabilities.map(CapabilitySteps::beforeIdentity).ifPresent(steps::addAll);
        return steps;
    }

    /** What can only be said once the identity is the program's; the filter last, because it holds for all that follows. */
    List<Step> afterIdentity() {
        List<Step> steps = new ArrayList<>();
        capabilities.map(CapabilitySteps::afterIdentity).ifPresent(steps::addAll);
        if (confinement.noNewPrivileges()) {
            Argument zero = new Argument.Number(0);
            steps.add(new Step.Call(
                    SystemCall.PRCTL,
                    new Argument.Number(PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS"),
                    new Argument.Number(1),
                    zero,
                    zero,
                    zero));
            filter().ifPresent(steps::add);
        }
        return steps;
    }

    private Optional<Step> filter() {
        if (!confinement.seccomp().on()) {
            return Optional.empty();
        }
        SeccompDenial denial = confinement.seccomp().kill() ? SeccompDenial.KILL : SeccompDenial.ERRNO;
        return Optional.of(SeccompFilter.step(confinement.deniedCalls(), denial, Architecture.current()));
    }
}
