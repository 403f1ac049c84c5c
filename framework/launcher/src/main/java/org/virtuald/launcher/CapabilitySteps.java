package org.virtuald.launcher;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.virtuald.conf.Capability;
import org.virtuald.entry.Argument;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/**
 * Takes capabilities away, capabilities(7), in two parts: what CAP_SETPCAP is needed for comes before the change of
 * identity, what says which ones are left after it. All of it works in a user namespace too.
 *
 * @param kept what is left
 * @param bounding the bounding set that there is
 * @param root whether the identity is root's
 */
record CapabilitySteps(Set<Capability> kept, long bounding, boolean root) {
    // linux/prctl.h
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_SECUREBITS = 28;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;

    // linux/securebits.h
    private static final int NOROOT = 0x1;
    private static final int NOROOT_LOCKED = 0x2;
    private static final int NO_SETUID_FIXUP_LOCKED = 0x8;
    private static final int KEEP_CAPS = 0x10;
    private static final int KEEP_CAPS_LOCKED = 0x20;
    private static final int NO_CAP_AMBIENT_RAISE = 0x40;
    private static final int NO_CAP_AMBIENT_RAISE_LOCKED = 0x80;

    private static final int VERSION_3 = 0x2008_0522; // _LINUX_CAPABILITY_VERSION_3 of linux/capability.h

    /** The bounding set, and what user id 0 means. Children inherit both, and the programs that they execute. */
    List<Step> beforeIdentity() {
        List<Step> steps = new ArrayList<>();
        List<Step.Call> drops = LongStream.range(0, Long.SIZE)
                .filter(number -> (bounding & ~mask() & 1L << number) != 0)
                .mapToObj(number ->
                        prctl(new Argument.Number(PR_CAPBSET_DROP, "PR_CAPBSET_DROP"), new Argument.Number(number)))
                .toList();
        if (!drops.isEmpty()) {
            String all = kept.isEmpty() ? "each capability" : "each capability but " + names("CAP_", ", ");
            steps.add(new Step.Calls(drops, "prctl(PR_CAPBSET_DROP, " + all + ")"));
        }
        // who is root has what the bounding set leaves, and loses it with setuid(2), as such programs expect
        if (!root) {
            steps.add(secureBits());
        }
        return steps;
    }

    /**
     * User id 0 gives nothing, should the program come by it, and setresuid(2) clears what is not meant to be kept: both
     * for good. KEEP_CAPS lets the permitted set live through the change of identity; execve(2) clears the bit.
     */
    private Step secureBits() {
        int bits = NOROOT | NOROOT_LOCKED | NO_SETUID_FIXUP_LOCKED;
        String shown = "SECBIT_NOROOT|SECBIT_NOROOT_LOCKED|SECBIT_NO_SETUID_FIXUP_LOCKED";
        if (kept.isEmpty()) {
            bits |= KEEP_CAPS_LOCKED | NO_CAP_AMBIENT_RAISE | NO_CAP_AMBIENT_RAISE_LOCKED;
            shown += "|SECBIT_KEEP_CAPS_LOCKED|SECBIT_NO_CAP_AMBIENT_RAISE|SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED";
        } else {
            bits |= KEEP_CAPS;
            shown += "|SECBIT_KEEP_CAPS";
        }
        return prctl(new Argument.Number(PR_SET_SECUREBITS, "PR_SET_SECUREBITS"), new Argument.Number(bits, shown));
    }

    /**
     * The sets of the process. An empty inheritable set also keeps file capabilities away; of a user that is not root,
     * execve(2) hands on the ambient set alone, and that must be inheritable.
     */
    List<Step> afterIdentity() {
        List<Step> steps = new ArrayList<>();
        steps.add(capset(mask(), root ? 0 : mask()));
        if (!root) {
            for (Capability capability : kept) {
                steps.add(prctl(
                        new Argument.Number(PR_CAP_AMBIENT, "PR_CAP_AMBIENT"),
                        new Argument.Number(PR_CAP_AMBIENT_RAISE, "PR_CAP_AMBIENT_RAISE"),
                        new Argument.Number(capability.number(), "CAP_" + capability),
                        new Argument.Number(0),
                        new Argument.Number(0)));
            }
        }
        return steps;
    }

    private Step capset(long permitted, long inheritable) {
        String names = kept.isEmpty() ? "0" : names("1<<CAP_", "|");
        String shown = "{effective=" + names + ", permitted=" + names + ", inheritable="
                + (inheritable == 0 ? "0" : names) + "}";
        int low = (int) permitted;
        int high = (int) (permitted >>> Integer.SIZE);
        return new Step.Call(
                SystemCall.CAPSET,
                Argument.Bytes.ofInts("{version=_LINUX_CAPABILITY_VERSION_3, pid=0}", VERSION_3, 0),
                // struct __user_cap_data_struct, two of them: the low halves of the sets and then the high ones
                Argument.Bytes.ofInts(
                        shown, low, low, (int) inheritable, high, high, (int) (inheritable >>> Integer.SIZE)));
    }

    private long mask() {
        return kept.stream().mapToLong(one -> 1L << one.number()).reduce(0, (a, b) -> a | b);
    }

    private String names(String prefix, String separator) {
        return kept.stream().sorted().map(one -> prefix + one).collect(joining(separator));
    }

    private static Step.Call prctl(Argument... arguments) {
        return new Step.Call(SystemCall.PRCTL, arguments);
    }
}
