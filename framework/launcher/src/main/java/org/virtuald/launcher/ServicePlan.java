package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.virtuald.conf.Program;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Argument;
import org.virtuald.entry.EntryFailure;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.entry.StartRequest;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;
import org.virtuald.posix.Account;

/**
 * The launch plan of a service: what a child does between spawn and its program. The order matters: the control
 * group, which all that it uses is to count for; descriptors, so that nothing below can leak one; limits while root may still set them; the root while the process may still enter it;
 * then what takes root's rights to give up; the identity; and at last what would be in the way of the steps before it. What
 * children inherit, and no step is hindered by, is done once for all programs; in namespaces nothing is, as rights begin anew
 * there.
 */
public final class ServicePlan {
    /** Where sd_listen_fds(3) finds its first descriptor. */
    static final int LISTEN_FDS_START = 3;

    private final ServiceConf conf;
    private final Account account;
    private final LauncherPrivileges privileges;
    private final boolean grouped;
    private final Step last;

    private ServicePlan(ServiceConf conf, Account account, LauncherPrivileges privileges, boolean grouped, Step last) {
        this.conf = conf;
        this.account = account;
        this.privileges = privileges;
        this.grouped = grouped;
        this.last = last;
    }

    /** Where the entry program reports a failure: behind the descriptors that the program gets. */
    static int failureDescriptor(ServiceConf conf) {
        return conf.sockets().isPassedAsListenFds() ? LISTEN_FDS_START + 1 : EntryFailure.DESCRIPTOR;
    }

    /** Where a plan that enters a control group finds its {@code cgroup.procs}. */
    static int cgroupDescriptor(int failure) {
        return failure + 1;
    }

    /**
     * Makes the plan.
     *
     * @param conf the service
     * @param account who its programs are
     * @param privileges what this process has, which its children begin with
     */
    public static LaunchPlan of(ServiceConf conf, Account account, LauncherPrivileges privileges) {
        Step exec = new Step.ExecveSearch(candidates(conf.program()));
        return new ServicePlan(conf, account, privileges, conf.cgroups().areAsked(), exec).plan();
    }

    /** The same plan without a control group, but when all is ready the process ends with status 0 and no program is run. */
    static LaunchPlan rehearsal(ServiceConf conf, Account account, LauncherPrivileges privileges) {
        Step end = new Step.Call(SystemCall.EXIT_GROUP, new Argument.Number(0));
        return new ServicePlan(conf, account, privileges, false, end).plan();
    }

    private LaunchPlan plan() {
        ConfinementSteps confinement =
                ConfinementSteps.forEach(ProgramConfinement.of(conf, account), account, privileges);
        if (conf.isolation().hasNamespaces()) {
            return new LaunchPlan(inNamespaces(confinement));
        }
        Set<String> needed = new TreeSet<>(StartRequest.STARTER_CALLS);
        inThisProcess(confinement).forEach(step -> needed.addAll(calls(step)));
        ConfinementSteps inherited = confinement.inherited(needed);
        return new LaunchPlan(inherited.once(), inThisProcess(inherited));
    }

    /** The names of the system calls of a step; there are no others in a plan of one process. */
    private static List<String> calls(Step step) {
        if (step instanceof Step.Call call) {
            return List.of(call.call().callName());
        }
        if (step instanceof Step.Calls calls) {
            return calls.calls().stream().map(call -> call.call().callName()).toList();
        }
        if (step instanceof Step.ListenPid) {
            return List.of(SystemCall.GETPID.callName());
        }
        if (step instanceof Step.ExecveSearch) {
            return List.of(SystemCall.EXECVE.callName());
        }
        throw new AssertionError("a step of more than one process: " + step.shownAs());
    }

    private List<Step> inThisProcess(ConfinementSteps confinement) {
        Descriptors descriptors = new Descriptors(failureDescriptor(conf));
        List<Step> steps = new ArrayList<>(cgroup());
        steps.addAll(SetupSteps.of(conf.program(), descriptors));
        steps.addAll(limits());
        steps.add(new Step.Call(
                SystemCall.CHROOT, new Argument.ProgramArgument(EntryProgram.ROOT_ARGUMENT, "\"<root>\"")));
        steps.add(new Step.Call(SystemCall.CHDIR, new Argument.Text("/")));
        steps.addAll(program(confinement, List.of()));
        return steps;
    }

    /** The root is entered before there is a process inside that could be seen, by /proc, to be outside. */
    private List<Step> inNamespaces(ConfinementSteps confinement) {
        Descriptors descriptors = new Descriptors(failureDescriptor(conf));
        MountSteps mounts = new MountSteps(conf.isolation(), descriptors);
        ProcessSteps processes = new ProcessSteps(descriptors);

        List<Step> program = new ArrayList<>();
        program.add(new Step.Call(SystemCall.SETSID));
        program.addAll(mounts.proc());
        program.add(processes.closeOthers());
        program.addAll(limits());
        program.addAll(program(confinement, List.of(ProcessSteps.unblockSignals())));

        List<Step> steps = new ArrayList<>(cgroup());
        steps.addAll(SetupSteps.of(conf.program(), descriptors));
        steps.addAll(NamespaceSteps.of(conf.isolation(), descriptors));
        steps.addAll(mounts.enter());
        steps.addAll(processes.of(new LaunchPlan(program)));
        return steps;
    }

    /** Before there is another process, and before the file that it takes is closed with all others. Zero is the writer. */
    private List<Step> cgroup() {
        return grouped
                ? List.of(new Step.Call(
                        SystemCall.WRITE,
                        new Argument.Number(cgroupDescriptor(failureDescriptor(conf))),
                        new Argument.Text("0"),
                        new Argument.Number(1)))
                : List.of();
    }

    private List<Step> limits() {
        return LimitSteps.of(conf.confinement().limits(), privileges.hardDescriptors());
    }

    /** From the rights of root in the root to the program. */
    private List<Step> program(ConfinementSteps confinement, List<Step> asTheUser) {
        List<Step> steps = new ArrayList<>(confinement.beforeIdentity());
        steps.addAll(IdentitySteps.of(account, privileges.setgroups()));
        if (!conf.program().directory().equals("/")) {
            // as the user, who may not be allowed to be there, or on a file system that denies root
            steps.add(new Step.Call(
                    SystemCall.CHDIR, new Argument.Text(conf.program().directory())));
        }
        steps.addAll(asTheUser);
        steps.addAll(confinement.afterIdentity());
        if (conf.sockets().isPassedAsListenFds()) {
            steps.add(new Step.ListenPid());
        }
        steps.add(last);
        return steps;
    }

    /** The paths inside the root where the program is looked for, in order. */
    static List<String> candidates(Program conf) {
        String program = conf.exec().get(0);
        if (program.startsWith("/")) {
            return List.of(program);
        }
        return conf.path().stream()
                .map(directory -> directory.endsWith("/") ? directory + program : directory + "/" + program)
                .toList();
    }
}
