package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.Program;
import org.virtuald.entry.Argument;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/** Descriptors, session, umask and priorities of a new process: what it would else inherit from the launcher. */
final class SetupSteps {
    private static final int PRIO_PROCESS = 0; // sys/resource.h
    private static final int IOPRIO_WHO_PROCESS = 1; // linux/ioprio.h
    private static final int F_SETFD = 2; // linux/fcntl.h
    private static final int FD_CLOEXEC = 1; // linux/fcntl.h
    private static final long ALL_DESCRIPTORS = 0xffff_ffffL; // unsigned int of close_range(2)

    private SetupSteps() {}

    static List<Step> of(Program program, Descriptors descriptors) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Call(
                SystemCall.CLOSE_RANGE,
                new Argument.Number(descriptors.first()),
                new Argument.Number(ALL_DESCRIPTORS, "~0U"),
                new Argument.Number(0)));
        steps.add(new Step.Call(
                SystemCall.FCNTL,
                new Argument.Number(descriptors.failure()),
                new Argument.Number(F_SETFD, "F_SETFD"),
                new Argument.Number(FD_CLOEXEC, "FD_CLOEXEC")));
        steps.add(new Step.Call(SystemCall.SETSID));
        int umask = program.umask();
        steps.add(new Step.Call(SystemCall.UMASK, new Argument.Number(umask, "0" + Integer.toOctalString(umask))));
        steps.addAll(priorities(program));
        return steps;
    }

    /** Before the identity: an ordinary user can only lower them. */
    private static List<Step> priorities(Program program) {
        List<Step> steps = new ArrayList<>();
        program.nice()
                .ifPresent(nice -> steps.add(new Step.Call(
                        SystemCall.SETPRIORITY,
                        new Argument.Number(PRIO_PROCESS, "PRIO_PROCESS"),
                        new Argument.Number(0),
                        new Argument.Number(nice))));
        program.ioPriority()
                .ifPresent(priority -> steps.add(new Step.Call(
                        SystemCall.IOPRIO_SET,
                        new Argument.Number(IOPRIO_WHO_PROCESS, "IOPRIO_WHO_PROCESS"),
                        new Argument.Number(0),
                        new Argument.Number(priority.value(), priority.toString()))));
        return steps;
    }
}
