package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.Program;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Argument;
import org.virtuald.entry.EntryFailure;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;
import org.virtuald.posix.Account;
import org.virtuald.posix.UserNamespace;

/**
 * The launch plan of a service: what a child does between spawn and its program. The order matters: descriptors first, so
 * that nothing below can leak one; the root while the process may still enter it; the identity last.
 */
public final class ServicePlan {
    /** Soft limit on descriptors that programs begin with: beyond it select(2) breaks, and older ones close each one. */
    private static final long SOFT_DESCRIPTORS = 1024;

    private static final int PRIO_PROCESS = 0; // sys/resource.h
    private static final int IOPRIO_WHO_PROCESS = 1; // linux/ioprio.h
    private static final int RLIMIT_NOFILE = 7; // bits/resource.h
    private static final int F_SETFD = 2; // linux/fcntl.h
    private static final int FD_CLOEXEC = 1; // linux/fcntl.h
    private static final long ALL_DESCRIPTORS = 0xffff_ffffL; // unsigned int of close_range(2)

    private ServicePlan() {}

    /**
     * Makes the plan.
     *
     * @param conf the service
     * @param account who its programs are
     * @param hardDescriptors the hard limit on descriptors of this process, which its children keep
     */
    public static LaunchPlan of(ServiceConf conf, Account account, long hardDescriptors) {
        List<Step> steps = new ArrayList<>();
        int lowestClosed = EntryFailure.DESCRIPTOR + 1;
        steps.add(call(
                SystemCall.CLOSE_RANGE, number(lowestClosed), new Argument.Number(ALL_DESCRIPTORS, "~0U"), number(0)));
        steps.add(call(
                SystemCall.FCNTL,
                number(EntryFailure.DESCRIPTOR),
                new Argument.Number(F_SETFD, "F_SETFD"),
                new Argument.Number(FD_CLOEXEC, "FD_CLOEXEC")));
        steps.add(call(SystemCall.SETSID));
        int umask = conf.program().umask();
        steps.add(call(SystemCall.UMASK, new Argument.Number(umask, "0" + Integer.toOctalString(umask))));
        steps.addAll(priorities(conf.program()));
        steps.add(descriptorLimit(hardDescriptors));
        steps.add(call(SystemCall.CHROOT, new Argument.ProgramArgument(EntryProgram.ROOT_ARGUMENT, "\"<root>\"")));
        steps.add(call(SystemCall.CHDIR, new Argument.Text("/")));
        steps.addAll(identity(account));
        if (!conf.program().directory().equals("/")) {
            // as the user, who may not be allowed to be there, or on a file system that denies root
            steps.add(call(SystemCall.CHDIR, new Argument.Text(conf.program().directory())));
        }
        steps.add(new Step.ExecveSearch(candidates(conf)));
        return new LaunchPlan(steps);
    }

    /** Before the identity: an ordinary user can only lower them. */
    private static List<Step> priorities(Program program) {
        List<Step> steps = new ArrayList<>();
        program.nice()
                .ifPresent(nice -> steps.add(call(
                        SystemCall.SETPRIORITY,
                        new Argument.Number(PRIO_PROCESS, "PRIO_PROCESS"),
                        number(0),
                        number(nice))));
        program.ioPriority()
                .ifPresent(priority -> steps.add(call(
                        SystemCall.IOPRIO_SET,
                        new Argument.Number(IOPRIO_WHO_PROCESS, "IOPRIO_WHO_PROCESS"),
                        number(0),
                        new Argument.Number(priority.value(), priority.toString()))));
        return steps;
    }

    private static Step descriptorLimit(long hard) {
        long soft = Long.compareUnsigned(hard, SOFT_DESCRIPTORS) < 0 ? hard : SOFT_DESCRIPTORS;
        String shownAs = "{rlim_cur=" + soft + ", rlim_max=" + Long.toUnsignedString(hard) + "}";
        return call(
                SystemCall.PRLIMIT64,
                number(0),
                new Argument.Number(RLIMIT_NOFILE, "RLIMIT_NOFILE"),
                Argument.Bytes.ofLongs(shownAs, soft, hard),
                new Argument.Number(0, "NULL"));
    }

    private static List<Step> identity(Account account) {
        List<Step> steps = new ArrayList<>();
        if (UserNamespace.allowsSetgroups()) {
            int[] groups = account.groups().stream().mapToInt(Long::intValue).toArray();
            steps.add(call(
                    SystemCall.SETGROUPS,
                    number(groups.length),
                    Argument.Bytes.ofInts(account.groups().toString(), groups)));
        }
        Argument gid = number(account.gid());
        steps.add(call(SystemCall.SETRESGID, gid, gid, gid));
        Argument uid = number(account.uid());
        steps.add(call(SystemCall.SETRESUID, uid, uid, uid));
        return steps;
    }

    /** The paths inside the root where the program is looked for, in order. */
    static List<String> candidates(ServiceConf conf) {
        String program = conf.program().exec().get(0);
        if (program.startsWith("/")) {
            return List.of(program);
        }
        return conf.program().path().stream()
                .map(directory -> directory.endsWith("/") ? directory + program : directory + "/" + program)
                .toList();
    }

    private static Step call(SystemCall call, Argument... arguments) {
        return new Step.Call(call, arguments);
    }

    private static Argument number(long value) {
        return new Argument.Number(value);
    }
}
