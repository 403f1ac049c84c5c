package org.virtuald.launcher;

import static org.virtuald.launcher.MountCalls.NULL;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.entry.Argument;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/**
 * The processes of a launch with a pid namespace. The one that the launcher has started stays outside, passes signals on
 * and ends as the program does. The first process inside is nothing but the first one: the kernel gives it orphans, and
 * kills all others when it ends, which it does when the one outside has closed a pipe or is gone. So no program has to
 * be fit for the part of an init, and none outlives its launch.
 */
final class ProcessSteps {
    /** Tells the process outside to end all that is inside: SIGKILL would leave nobody to say how the program ended. */
    static final int END_SIGNAL = 64; // SIGRTMAX, which nobody sends by accident

    private static final int SIGCHLD = 17; // asm-generic/signal.h
    private static final int SIG_SETMASK = 2; // asm-generic/signal-defs.h
    private static final int SIGNAL_SET_BYTES = 8;
    private static final int PR_SET_DUMPABLE = 4; // linux/prctl.h
    private static final int PR_SET_NO_NEW_PRIVS = 38; // linux/prctl.h
    private static final int VERSION_3 = 0x2008_0522; // _LINUX_CAPABILITY_VERSION_3 of linux/capability.h
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
    private static final Argument ZERO = new Argument.Number(0);

    private final Descriptors descriptors;
    private final int reading;
    private final int writing;

    /**
     * @param descriptors of which the pipe gets the next two
     */
    ProcessSteps(Descriptors descriptors) {
        this.descriptors = descriptors;
        this.reading = descriptors.open();
        this.writing = descriptors.open();
    }

    /** The rest of the process that the launcher has started. */
    List<Step> of(LaunchPlan program) {
        List<Step> steps = new ArrayList<>();
        // neither dumps core when it ends by the program's signal, nor can be traced; a fork inherits it, an exec does
        // not
        steps.add(prctl(new Argument.Number(PR_SET_DUMPABLE, "PR_SET_DUMPABLE"), ZERO));
        steps.add(new Step.Call(
                SystemCall.PIPE2,
                new Argument.Memory("[" + reading + ", " + writing + "]"),
                Flags.of(Flags.O_CLOEXEC)));
        steps.add(signalMask("~[]", -1));
        // set before there is a first process, so that it cannot miss an orphan; and taken back for the program
        steps.add(childSignal("SIG_IGN", 1));
        steps.add(new Step.Fork(Step.Child.FIRST, first()));
        steps.add(childSignal("SIG_DFL", 0));
        steps.add(new Step.Fork(Step.Child.PROGRAM, program));
        // the client must see it when the program closes the connection
        steps.add(closeRange(0, descriptors.failure() - 1L));
        steps.add(closeRange(descriptors.first(), reading));
        steps.add(new Step.Attend(writing, END_SIGNAL));
        return steps;
    }

    /** No descriptor but those of the connection and the failure. */
    Step closeOthers() {
        return closeRange(descriptors.first(), LAST_DESCRIPTOR);
    }

    /** A signal that has come meanwhile ends the process here. */
    static Step unblockSignals() {
        return signalMask("[]", 0);
    }

    /** With nothing open but the pipe and nothing that it might do. */
    private LaunchPlan first() {
        return new LaunchPlan(List.of(
                prctl(new Argument.Number(PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS"), new Argument.Number(1)),
                new Step.Call(
                        SystemCall.CAPSET,
                        Argument.Bytes.ofInts("{version=_LINUX_CAPABILITY_VERSION_3, pid=0}", VERSION_3, 0),
                        Argument.Bytes.ofInts("{effective=0, permitted=0, inheritable=0}", 0, 0, 0, 0, 0, 0)),
                closeRange(reading + 1, LAST_DESCRIPTOR),
                closeRange(0, reading - 1L),
                new Step.Call(
                        SystemCall.READ,
                        new Argument.Number(reading),
                        new Argument.Memory("\"\""),
                        new Argument.Number(1)),
                new Step.Call(SystemCall.EXIT_GROUP, ZERO)));
    }

    private static Step prctl(Argument option, Argument value) {
        return new Step.Call(SystemCall.PRCTL, option, value, ZERO, ZERO, ZERO);
    }

    private static Step closeRange(long from, long to) {
        return new Step.Call(
                SystemCall.CLOSE_RANGE,
                new Argument.Number(from),
                to == LAST_DESCRIPTOR ? new Argument.Number(to, "~0U") : new Argument.Number(to),
                ZERO);
    }

    private static Step signalMask(String shownAs, long signals) {
        return new Step.Call(
                SystemCall.RT_SIGPROCMASK,
                new Argument.Number(SIG_SETMASK, "SIG_SETMASK"),
                Argument.Bytes.ofLongs(shownAs, signals),
                NULL,
                new Argument.Number(SIGNAL_SET_BYTES));
    }

    /** struct sigaction of the kernel: handler, flags, restorer, mask; only a function needs the restorer. */
    private static Step childSignal(String handler, int value) {
        return new Step.Call(
                SystemCall.RT_SIGACTION,
                new Argument.Number(SIGCHLD, "SIGCHLD"),
                Argument.Bytes.ofLongs("{sa_handler=" + handler + "}", value, 0, 0, 0),
                NULL,
                new Argument.Number(SIGNAL_SET_BYTES));
    }
}
