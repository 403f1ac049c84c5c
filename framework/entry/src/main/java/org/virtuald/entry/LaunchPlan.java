package org.virtuald.entry;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a new process does between spawn and its program, in order.
 *
 * @param steps at least one; the last is an execve, an execve search or an exit_group that tolerates no error, or the
 *     attendance of the children that the plan has forked, so that no plan can run past its end
 */
public record LaunchPlan(List<Step> steps) {
    private static final String INDENTATION = "    ";

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
        if (last instanceof Step.Attend && !forked(steps).equals(List.of(Step.Child.values()))) {
            throw new IllegalArgumentException("a launch plan that attends to others than its two children");
        }
    }

    /** One line a step in the notation of strace: the line with the index of a failure is the step that failed. */
    public List<String> listing() {
        List<String> lines = new ArrayList<>();
        for (Step step : steps) {
            lines.add(step.shownAs());
            if (step instanceof Step.Fork fork) {
                fork.plan().listing().forEach(line -> lines.add(INDENTATION + line));
            }
        }
        return lines;
    }

    /** All steps in the order of the listing: those of a child stand behind its fork. */
    public List<Step> allSteps() {
        List<Step> all = new ArrayList<>();
        for (Step step : steps) {
            all.add(step);
            if (step instanceof Step.Fork fork) {
                all.addAll(fork.plan().allSteps());
            }
        }
        return all;
    }

    /** Whether there are other processes than its own. */
    boolean forks() {
        return !forked(steps).isEmpty();
    }

    private static List<Step.Child> forked(List<Step> steps) {
        return steps.stream()
                .filter(step -> step instanceof Step.Fork)
                .map(step -> ((Step.Fork) step).child())
                .toList();
    }

    private static boolean ends(Step step) {
        if (step instanceof Step.Call call) {
            boolean leaves = call.call() == SystemCall.EXECVE || call.call() == SystemCall.EXIT_GROUP;
            return leaves && call.tolerated().isEmpty();
        }
        return step instanceof Step.ExecveSearch || step instanceof Step.Attend;
    }
}
