package org.virtuald.entry;

import java.util.List;
import java.util.TreeSet;

/**
 * The machine code of a launch plan: a static program that makes the plan's system calls one after the other and checks
 * each result. It is started with {@code argv[0]} = the {@linkplain EntryFailure#tokenText launch number},
 * {@code argv[1]} = the root directory and from {@code argv[2]} on the arguments of the program that it executes, whose
 * environment is its own. It needs no libc, no interpreter and no writable memory but its stack: what a plan that forks
 * writes lies below the stack pointer, where no handler of a signal can overwrite it, because there is none.
 */
public final class EntryProgram {
    /** Index of the root directory among the entry program's arguments. */
    public static final int ROOT_ARGUMENT = 1;

    /** Index of the program's {@code argv[0]} among the entry program's arguments. */
    public static final int FIRST_ARGUMENT = 2;

    /** Size in bytes of what a plan that forks may write to, more than a siginfo_t. */
    static final int MEMORY_SIZE = 256;

    private static final int SIGCHLD = 17; // asm-generic/signal.h

    /** Every signal, in the kernel's form of a signal set. */
    private static final Argument.Bytes ALL_SIGNALS = Argument.Bytes.ofLongs("~[]", -1);

    /** From one end of the code and its data to the other the address instruction of arm64 just reaches. */
    private static final int LIMIT = 1 << 20;

    private final Architecture architecture;
    private final int failures;
    private final Code code = new Code(ElfExecutable.CODE_ADDRESS);
    private final Encoder encoder;
    private final Label failed = new Label();
    private final DataSection data = new DataSection();
    private int index;

    private EntryProgram(Architecture architecture, int failures) {
        this.architecture = architecture;
        this.failures = failures;
        this.encoder = Encoder.of(architecture, code);
    }

    /**
     * Makes the image of a plan: the whole ELF file, some hundred bytes, to be executed from a file or a sealed memfd.
     * Equal plans give equal images.
     *
     * @throws IllegalArgumentException if code and data come to a mebibyte, which only a plan with absurd data does
     */
    public static byte[] compile(LaunchPlan plan, Architecture architecture) {
        return compile(plan, architecture, EntryFailure.DESCRIPTOR);
    }

    /**
     * The same for a plan that has its failure reported on another descriptor.
     *
     * @param failures open and close-on-exec when the plan comes to its end
     */
    public static byte[] compile(LaunchPlan plan, Architecture architecture, int failures) {
        return compile(plan, architecture, failures, false);
    }

    /**
     * Makes the image of a starter: a process that does what the plan has to be done once, and then goes through the rest not
     * itself but in a child for each {@link StartRequest} that it receives. So the kernel loads one program for a launch
     * instead of two, and makes the child from a process that has next to nothing. It is started with the launch number as
     * its first argument and with the other end of the requests' socket as descriptor {@value StartRequest#CHANNEL}; it
     * closes all others, and ends when that socket is closed.
     *
     * @param failures as above; the starter reports on it, too, before it takes requests
     */
    public static byte[] compileStarter(LaunchPlan plan, Architecture architecture, int failures) {
        return compile(plan, architecture, failures, true);
    }

    private static byte[] compile(LaunchPlan plan, Architecture architecture, int failures, boolean isStarter) {
        var program = new EntryProgram(architecture, failures);
        plan.once().forEach(program::step);
        if (isStarter) {
            new StarterCode(architecture, program.code, program.encoder).append();
        }
        if (plan.forks()) {
            program.encoder.add(Register.MEMORY, Register.STACK, -MEMORY_SIZE);
        }
        plan.steps().forEach(program::step);
        program.reportFailure();
        program.data.writeTo(program.code);
        byte[] code = program.code.finish();
        if (code.length >= LIMIT) {
            throw new IllegalArgumentException(
                    "a launch plan of " + code.length + " bytes, from " + LIMIT + " on too long");
        }
        return ElfExecutable.of(architecture, code);
    }

    private void step(Step step) {
        encoder.loadNumber(Register.STEP, index++);
        if (step instanceof Step.Call call) {
            required(call);
        } else if (step instanceof Step.Calls calls) {
            calls.calls().forEach(this::required);
        } else if (step instanceof Step.ExecveSearch search) {
            search(search);
        } else if (step instanceof Step.Fork fork) {
            fork(fork);
        } else if (step instanceof Step.Attend attend) {
            new AttendCode(architecture, code, encoder, failed, data.place(ALL_SIGNALS)).append(attend);
        } else if (step instanceof Step.ListenPid) {
            new ListenPidCode(architecture, code, encoder).append();
        } else {
            throw new AssertionError("a kind of step without code: " + step);
        }
    }

    private void required(Step.Call call) {
        var succeeded = new Label();
        call(call.call(), call.arguments());
        for (int errno : new TreeSet<>(call.tolerated())) {
            encoder.compareWithError(Register.RESULT, errno);
            encoder.jumpIf(Condition.EQUAL, succeeded);
        }
        encoder.compareWithError(Register.RESULT, Errno.LARGEST);
        encoder.jumpIf(Condition.NOT_BELOW, failed);
        code.place(succeeded);
    }

    /** Without shared memory, so that the child has a stack of its own. */
    private void fork(Step.Fork fork) {
        var parent = new Label();
        encoder.loadNumber(Register.ARGUMENT_0, SIGCHLD);
        for (int argument = 1; argument < 5; argument++) {
            encoder.loadNumber(Register.argument(argument), 0);
        }
        call(SystemCall.CLONE);
        encoder.compareWithError(Register.RESULT, Errno.LARGEST);
        encoder.jumpIf(Condition.NOT_BELOW, failed);
        encoder.compareWithNumber(Register.RESULT, 0);
        encoder.jumpIf(Condition.NOT_EQUAL, parent);
        fork.plan().steps().forEach(this::step);
        code.place(parent);
        encoder.add(fork.child() == Step.Child.FIRST ? Register.FIRST : Register.PROGRAM, Register.RESULT, 0);
    }

    private void search(Step.ExecveSearch search) {
        encoder.loadNumber(Register.DENIED, 0);
        for (Step.Call candidate : search.calls()) {
            var next = new Label();
            call(candidate.call(), candidate.arguments());
            encoder.compareWithError(Register.RESULT, Errno.ENOENT);
            encoder.jumpIf(Condition.EQUAL, next);
            encoder.compareWithError(Register.RESULT, Errno.ENOTDIR);
            encoder.jumpIf(Condition.EQUAL, next);
            encoder.compareWithError(Register.RESULT, Errno.EACCES);
            encoder.jumpIf(Condition.NOT_EQUAL, failed);
            encoder.loadNumber(Register.DENIED, -Errno.EACCES);
            code.place(next);
        }
        encoder.compareWithError(Register.DENIED, Errno.EACCES);
        encoder.jumpIf(Condition.NOT_EQUAL, failed);
        encoder.loadNumber(Register.RESULT, -Errno.EACCES);
        encoder.jump(failed);
    }

    private void call(SystemCall call, List<Argument> arguments) {
        for (int index = 0; index < arguments.size(); index++) {
            load(Register.argument(index), arguments.get(index));
        }
        call(call);
    }

    private void call(SystemCall call) {
        encoder.loadNumber(Register.CALL_NUMBER, call.number(architecture));
        encoder.systemCall();
    }

    private void load(Register register, Argument argument) {
        if (argument instanceof Argument.Number number) {
            encoder.loadNumber(register, number.value());
        } else if (argument instanceof Argument.Data bytes) {
            encoder.loadAddress(register, data.place(bytes));
        } else if (argument instanceof Argument.ProgramArgument string) {
            encoder.load(register, Register.STACK, argv(string.index()));
        } else if (argument instanceof Argument.ArgumentsFrom strings) {
            encoder.add(register, Register.STACK, argv(strings.index()));
        } else if (argument instanceof Argument.Environment) {
            // on the stack lie argc, as many pointers and a null: envp = stack + 8 × (argc + 2)
            encoder.load(register, Register.STACK, 0);
            encoder.addPointers(register, Register.STACK, register);
            encoder.add(register, register, 2 * Long.BYTES);
        } else if (argument instanceof Argument.Memory) {
            encoder.add(register, Register.MEMORY, 0);
        } else {
            throw new AssertionError("a kind of argument without code: " + argument);
        }
    }

    /** Offset of {@code argv[index]} from the stack pointer, behind argc. */
    private static int argv(int index) {
        return (1 + index) * Long.BYTES;
    }

    /** Where every failing step goes: writes the record over argc and argv[0], for which there is no use any more. */
    private void reportFailure() {
        code.place(failed);
        encoder.negate(Register.RESULT);
        encoder.storeInt(Register.STEP, Register.STACK, 0);
        encoder.storeInt(Register.RESULT, Register.STACK, Integer.BYTES);
        encoder.load(Register.ARGUMENT_0, Register.STACK, argv(0));
        encoder.load(Register.ARGUMENT_0, Register.ARGUMENT_0, 0);
        encoder.store(Register.ARGUMENT_0, Register.STACK, argv(0));

        encoder.loadNumber(Register.ARGUMENT_0, failures);
        encoder.add(Register.ARGUMENT_1, Register.STACK, 0);
        encoder.loadNumber(Register.ARGUMENT_2, EntryFailure.SIZE);
        call(SystemCall.WRITE);
        encoder.loadNumber(Register.ARGUMENT_0, EntryFailure.EXIT_STATUS);
        call(SystemCall.EXIT_GROUP);
        encoder.trap(); // a seccomp filter of the plan may have refused exit_group; data must not be run
    }
}
