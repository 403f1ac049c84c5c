package org.virtuald.entry;

import java.util.List;

/**
 * All that a new process does between spawn and its program, in order.
 *
 * @param steps at least one; the last is an execve, an execve search or an exit_group that tolerates no error, so that
 *     no plan can run past its end
 */
public record LaunchPlan(List<Step> steps) {
    /** Checks how the plan ends. */
    public LaunchPlan {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a launch plan without steps");
        }
        Step last = steps.get(steps.size() - 1);
        if (!ends(last)) {
            throw new IllegalArgumentException(
                    "a launch plan ends in execve or exit_group, this one in " + last.shownAs());
        }
    }

    /** One line a step in the notation of strace: the line with the index of a failure is the step that failed. */
    public List<String> listing() {
        return steps.stream().map(Step::shownAs).toList();
    }

    private static boolean ends(Step step) {
        if (step instanceof Step.Call call) {
            boolean leaves = call.call() == SystemCall.EXECVE || call.call() == SystemCall.EXIT_GROUP;
            return leaves && call.tolerated().isEmpty();
        }
        return step instanceof Step.ExecveSearch;
    }
}
