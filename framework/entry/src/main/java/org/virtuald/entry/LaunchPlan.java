package org.virtuald.entry;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a new process does before it is the program, in order.
 *
 * @param once what holds for a process and its children: a {@linkplain EntryProgram#compileStarter starter} does it for itself
 *     and no more; calls alone, none of which leaves
 * @param steps at least one; the last is an execve, an execve search or an exit_group that tolerates no error, or the
 *     attendance of the children that the plan has forked, so that no plan can run past its end
 */
public record LaunchPlan(List<Step> once, List<Step> steps) {
    private static final String INDENTATION = "    ";

    /** Checks how the plan ends, and what is done once. */
    public LaunchPlan {
        once = List.copyOf(once);
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
        for (Step step : once) {
            boolean isCalls = step instanceof Step.Call || step instanceof Step.Calls;
            if (!isCalls || ends(step)) {
                throw new IllegalArgumentException(
                        "what is done once for many launches is calls, and not " + step.shownAs());
            }
        }
    }

    /** A plan of which nothing is done once. */
    public LaunchPlan(List<Step> steps) {
        this(List.of(), steps);
    }

    /** One line a step in the notation of strace: the line with the index of a failure is the step that failed. */
    public List<String> listing() {
        List<String> lines = new ArrayList<>();
        for (Step step : inOrder()) {
            lines.add(step.shownAs());
            if (step instanceof Step.Fork fork) {
                fork.plan().listing().forEach(line -> lines.add(INDENTATION + line));
            }
        }
        return lines;
    }

    /** The lines of the listing for what is done once; they are the first ones. */
    public List<String> onceListing() {
        return once.stream().map(Step::shownAs).toList();
    }

    /** All steps in the order of the listing: those of a child stand behind its fork. */
    public List<Step> allSteps() {
        List<Step> all = new ArrayList<>();
        for (Step step : inOrder()) {
            all.add(step);
            if (step instanceof Step.Fork fork) {
                all.addAll(fork.plan().allSteps());
            }
        }
        return all;
    }

    /** What is done once, and what is done for each launch. */
    private List<Step> inOrder() {
        List<Step> all = new ArrayList<>(once);
        all.addAll(steps);
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
