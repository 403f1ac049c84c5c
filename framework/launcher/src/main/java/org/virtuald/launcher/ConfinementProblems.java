package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.virtuald.conf.Capability;
import org.virtuald.conf.Problem;
import org.virtuald.conf.ResourceLimit;
import org.virtuald.conf.Seccomp;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.DeniedCalls;
import org.virtuald.posix.Account;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.ProcessCapabilities;

/** What a conf's confinement asks for and cannot have: found when the service is opened, not by the first client. */
public final class ConfinementProblems {

    private ConfinementProblems() {}

    /**
     * The errors, none when every launch can be confined as the conf says. What depends on this process's rights is
     * looked at by root alone.
     */
    public static List<Problem> of(ServiceConf conf, Account account, LauncherPrivileges privileges)
            throws ErrnoException {
        List<Problem> problems = new ArrayList<>();
        ProgramConfinement confinement = ProgramConfinement.of(conf, account);
        calls(confinement.seccomp(), message -> problems.add(problem(conf, "seccomp", message)));
        boolean root = CurrentProcess.effectiveUser() == 0;
        int last = ProcessCapabilities.lastOfKernel();
        for (Capability capability : conf.confinement().capabilities().orElse(Set.of())) {
            if (capability.number() > last) {
                problems.add(problem(conf, "capabilities", unknown(capability, last)));
            } else if (root && !privileges.canGive(capability)) {
                problems.add(problem(
                        conf, "capabilities", capability + ": the launcher was started without CAP_" + capability));
            }
        }
        if (root) {
            for (ResourceLimit limit : conf.confinement().limits()) {
                if (!privileges.canSet(limit)) {
                    problems.add(problem(conf, "limits", tooHigh(limit)));
                }
            }
        }
        return problems;
    }

    static String unknown(Capability capability, int last) {
        return capability + ": this kernel does not have it; the last that it knows is number " + last + ", and CAP_"
                + capability + " is number " + capability.number();
    }

    private static String tooHigh(ResourceLimit limit) throws ErrnoException {
        String most =
                Long.toUnsignedString(CurrentProcess.hardLimit(limit.resource().number()));
        return limit.resource().name().toLowerCase(Locale.ROOT) + ": above " + most
                + ", the hard limit of the launcher, which has no CAP_SYS_RESOURCE to raise it";
    }

    private static void calls(Seccomp seccomp, Consumer<String> errors) {
        Set<String> known = DeniedCalls.knownNames();
        List<String> named = new ArrayList<>(seccomp.allow());
        named.addAll(seccomp.deny());
        named.stream()
                .filter(call -> !known.contains(call))
                .forEach(call -> errors.accept("no system call has the name " + call + ", see syscalls(2)"));
        seccomp.deny().stream()
                .filter(DeniedCalls.indispensable()::contains)
                .forEach(call -> errors.accept("without " + call + " no program starts"));
    }

    private static Problem problem(ServiceConf conf, String key, String message) {
        return new Problem(Problem.Severity.ERROR, conf.file().toString(), conf.line(key), key + ": " + message);
    }
}
