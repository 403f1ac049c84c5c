package org.virtuald.launcher;

import java.util.Map;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Argument;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/**
 * A step of a plan, in the words of a message.
 *
 * @param call what failed: the system call, or exec
 * @param subject what it was about: the root, the program, or the call with its arguments
 */
record FailedStep(String call, String subject) {

    /** The step with this index in the plan's listing. */
    static FailedStep of(LaunchPlan plan, int index, ServiceConf conf, String root) {
        Step step = plan.allSteps().get(index);
        if (step instanceof Step.ExecveSearch search) {
            String subject = search.candidates().size() == 1
                    ? search.candidates().get(0)
                    : conf.program().exec().get(0) + " on "
                            + String.join(":", conf.program().path());
            return new FailedStep("exec", subject);
        }
        if (step instanceof Step.Call required) {
            boolean ofTheRoot = required.arguments().stream()
                    .anyMatch(argument -> argument instanceof Argument.ProgramArgument string
                            && string.index() == EntryProgram.ROOT_ARGUMENT);
            return new FailedStep(required.call().callName(), ofTheRoot ? root : path(required));
        }
        if (step instanceof Step.Calls required) {
            return new FailedStep(required.calls().get(0).call().callName(), required.shownAs());
        }
        return new FailedStep(step instanceof Step.Fork ? "clone" : "rt_sigtimedwait", step.shownAs());
    }

    /** The path that a mount is about, the file of a control group, or the whole call. */
    private static String path(Step.Call required) {
        Map<SystemCall, Integer> paths = Map.of(SystemCall.OPENAT2, 1, SystemCall.MOUNT, 1, SystemCall.MOVE_MOUNT, 3);
        if (required.call() == SystemCall.WRITE) {
            return "cgroup.procs of its control group";
        }
        Integer position = paths.get(required.call());
        return position != null && required.arguments().get(position) instanceof Argument.Text text
                ? text.value()
                : required.shownAs();
    }
}
