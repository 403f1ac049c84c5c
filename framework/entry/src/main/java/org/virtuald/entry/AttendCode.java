package org.virtuald.entry;

/** The code of {@link Step.Attend}. */
final class AttendCode {
    // asm-generic/signal.h, linux/wait.h, asm-generic/siginfo.h: the same on both architectures
    private static final int SIGCHLD = 17;
    private static final int SIG_UNBLOCK = 1;
    private static final int SIGNAL_SET_BYTES = 8;
    private static final int P_PID = 1;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int CLD_EXITED = 1;

    // offsets in siginfo_t
    private static final int SI_SIGNO = 0;
    private static final int SI_CODE = 8;
    private static final int SI_STATUS = 24;

    private final Architecture architecture;
    private final Code code;
    private final Encoder encoder;
    private final Label failed;
    private final Label allSignals;

    /**
     * @param failed where a failure is reported
     * @param allSignals a signal set of the kernel with every signal in it
     */
    AttendCode(Architecture architecture, Code code, Encoder encoder, Label failed, Label allSignals) {
        this.architecture = architecture;
        this.code = code;
        this.encoder = encoder;
        this.failed = failed;
        this.allSignals = allSignals;
    }

    void append(Step.Attend attend) {
        Label next = new Label();
        Label childChanged = new Label();
        Label passOn = new Label();
        code.place(next);
        awaitSignal(next);
        encoder.compareWithNumber(Register.SIGNAL, SIGCHLD);
        encoder.jumpIf(Condition.EQUAL, childChanged);
        encoder.compareWithNumber(Register.SIGNAL, attend.endSignal());
        encoder.jumpIf(Condition.NOT_EQUAL, passOn);
        close(attend.descriptor());
        encoder.jump(next);
        code.place(passOn);
        passOn(next);
        code.place(childChanged);
        returnUnlessEnded(next);
        close(attend.descriptor());
        waitFor(Register.FIRST, WEXITED, false);
        endAsTheProgram();
    }

    private void awaitSignal(Label next) {
        encoder.loadAddress(Register.ARGUMENT_0, allSignals);
        encoder.loadNumber(Register.ARGUMENT_1, 0);
        encoder.loadNumber(Register.ARGUMENT_2, 0);
        encoder.loadNumber(Register.ARGUMENT_3, SIGNAL_SET_BYTES);
        call(SystemCall.RT_SIGTIMEDWAIT);
        encoder.add(Register.SIGNAL, Register.RESULT, 0);
        encoder.compareWithError(Register.SIGNAL, Errno.EINTR); // it was stopped and continued
        encoder.jumpIf(Condition.EQUAL, next);
        failOnError();
    }

    /** The program may not have a group of its own yet. */
    private void passOn(Label next) {
        encoder.add(Register.ARGUMENT_0, Register.PROGRAM, 0);
        encoder.negate(Register.ARGUMENT_0);
        encoder.add(Register.ARGUMENT_1, Register.SIGNAL, 0);
        call(SystemCall.KILL);
        encoder.compareWithError(Register.RESULT, Errno.ESRCH);
        encoder.jumpIf(Condition.NOT_EQUAL, next);
        encoder.add(Register.ARGUMENT_0, Register.PROGRAM, 0);
        encoder.add(Register.ARGUMENT_1, Register.SIGNAL, 0);
        call(SystemCall.KILL);
        encoder.jump(next);
    }

    private void returnUnlessEnded(Label next) {
        waitFor(Register.PROGRAM, WEXITED | WNOHANG, true);
        failOnError();
        encoder.loadInt(Register.SIGNAL, Register.MEMORY, SI_SIGNO); // 0 when it goes on
        encoder.compareWithNumber(Register.SIGNAL, 0);
        encoder.jumpIf(Condition.EQUAL, next);
    }

    private void endAsTheProgram() {
        Label killed = new Label();
        encoder.loadInt(Register.ARGUMENT_0, Register.MEMORY, SI_STATUS);
        encoder.loadInt(Register.SIGNAL, Register.MEMORY, SI_CODE);
        encoder.compareWithNumber(Register.SIGNAL, CLD_EXITED);
        encoder.jumpIf(Condition.NOT_EQUAL, killed);
        call(SystemCall.EXIT_GROUP);
        code.place(killed);
        encoder.add(Register.SIGNAL, Register.ARGUMENT_0, 0);
        call(SystemCall.GETPID);
        encoder.add(Register.ARGUMENT_0, Register.RESULT, 0);
        encoder.add(Register.ARGUMENT_1, Register.SIGNAL, 0);
        call(SystemCall.KILL);
        encoder.loadNumber(Register.ARGUMENT_0, SIG_UNBLOCK);
        encoder.loadAddress(Register.ARGUMENT_1, allSignals);
        encoder.loadNumber(Register.ARGUMENT_2, 0);
        encoder.loadNumber(Register.ARGUMENT_3, SIGNAL_SET_BYTES);
        call(SystemCall.RT_SIGPROCMASK);
        encoder.trap(); // not reached: no signal that has ended a program can fail to end this
    }

    private void close(int descriptor) {
        encoder.loadNumber(Register.ARGUMENT_0, descriptor);
        call(SystemCall.CLOSE); // EBADF when the end was asked for before
    }

    private void waitFor(Register pid, int options, boolean information) {
        encoder.loadNumber(Register.ARGUMENT_0, P_PID);
        encoder.add(Register.ARGUMENT_1, pid, 0);
        if (information) {
            encoder.add(Register.ARGUMENT_2, Register.MEMORY, 0);
        } else {
            encoder.loadNumber(Register.ARGUMENT_2, 0);
        }
        encoder.loadNumber(Register.ARGUMENT_3, options);
        encoder.loadNumber(Register.ARGUMENT_4, 0);
        call(SystemCall.WAITID);
    }

    private void failOnError() {
        encoder.compareWithError(Register.RESULT, Errno.LARGEST);
        encoder.jumpIf(Condition.NOT_BELOW, failed);
    }

    private void call(SystemCall call) {
        encoder.loadNumber(Register.CALL_NUMBER, call.number(architecture));
        encoder.systemCall();
    }
}
