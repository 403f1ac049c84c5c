package org.virtuald.entry;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One step of a launch plan. It succeeds and the next one follows, or it fails and the launch with it; a failure names
 * the step and the errno.
 */
public sealed interface Step {

    /** The step on one line in the notation of strace, as {@code chdir("/")}. */
    String shownAs();

    /**
     * A system call that has to succeed.
     *
     * @param call what to call
     * @param arguments at most six, in the order of the call's manual page; registers beyond them hold anything
     * @param tolerated errnos, 1 to 4095, that count as success, as EEXIST of a directory that may be there already
     */
    record Call(SystemCall call, List<Argument> arguments, Set<Integer> tolerated) implements Step {
        private static final int REGISTERS = 6;

        /** Checks the number of arguments and the range of the errnos. */
        public Call {
            requireNonNull(call, "call");
            arguments = List.copyOf(arguments);
            tolerated = Set.copyOf(tolerated);
            if (arguments.size() > REGISTERS) {
                throw new IllegalArgumentException(
                        call.callName() + " with " + arguments.size() + " arguments; there are registers for six");
            }
            for (int errno : tolerated) {
                if (errno < 1 || errno > Errno.LARGEST) {
                    throw new IllegalArgumentException("errno " + errno + " is not in 1 to 4095");
                }
            }
        }

        /** A call for which every error is a failure. */
        public Call(SystemCall call, Argument... arguments) {
            this(call, List.of(arguments), Set.of());
        }

        /** The call, and after it what else counts as success: {@code mkdirat(AT_FDCWD, "x", 0755) || errno == 17}. */
        @Override
        public String shownAs() {
            String passed = new TreeSet<>(tolerated)
                    .stream().map(errno -> " || errno == " + errno).collect(joining());
            return arguments.stream().map(Argument::shownAs).collect(joining(", ", call.callName() + "(", ")"))
                    + passed;
        }
    }

    /**
     * Calls of one kind that all have to succeed, one after the other. A failure names the step, not the call.
     *
     * @param calls at least one
     * @param shownAs all of them on one line
     */
    record Calls(List<Call> calls, String shownAs) implements Step {
        /** Checks that there is a call. */
        public Calls {
            calls = List.copyOf(calls);
            requireNonNull(shownAs, "shownAs");
            if (calls.isEmpty()) {
                throw new IllegalArgumentException("a step without calls");
            }
        }
    }

    /**
     * The process writes its own number into its environment: the first variable, {@value #PLACE}, becomes
     * {@code LISTEN_PID=} and the number, as sd_listen_fds(3) compares it. Nobody else can know it before the program runs, least
     * of all in a pid namespace.
     */
    record ListenPid() implements Step {
        /** The first variable of the environment that a plan with this step is started with. */
        public static final String PLACE = "LISTEN_PID=0000000000";

        /** The assignment; getpid(2) is its only system call, and never fails. */
        @Override
        public String shownAs() {
            return "envp[0] = \"LISTEN_PID=\" + getpid()";
        }
    }

    /**
     * The search for a program along a path, as execvp(3) does it: execve(2) for one candidate after the other with the
     * program's arguments and environment. A candidate that gives ENOENT, ENOTDIR or EACCES is passed over. Any other
     * error fails at once, as ENOEXEC: no shell is started for a file without a header. When no candidate is left, the
     * errno is EACCES if any of them gave that, because a file that may not be run tells more than one that is missing;
     * else it is the errno of the last.
     *
     * @param candidates files to try, in this order; at least one
     */
    record ExecveSearch(List<String> candidates) implements Step {
        /** Checks that there is a candidate, and that each can be a file's name. */
        public ExecveSearch {
            candidates = List.copyOf(candidates);
            candidates.forEach(Argument.Text::check);
            if (candidates.isEmpty()) {
                throw new IllegalArgumentException("a search without candidates");
            }
        }

        /** The call for each candidate. */
        List<Call> calls() {
            return candidates.stream()
                    .map(file -> new Call(
                            SystemCall.EXECVE,
                            new Argument.Text(file),
                            new Argument.ArgumentsFrom(EntryProgram.FIRST_ARGUMENT),
                            new Argument.Environment()))
                    .toList();
        }

        /** The calls, as {@code execve("/bin/a", argv+2, envp) || execve("/usr/bin/a", argv+2, envp)}. */
        @Override
        public String shownAs() {
            return calls().stream().map(Call::shownAs).collect(joining(" || "));
        }
    }

    /** A process that a plan starts beside its own. */
    enum Child {
        /** The first process of a pid namespace, which ends all others there when it ends. */
        FIRST("the first process"),

        /** The process that becomes the program. */
        PROGRAM("the program");

        private final String shownAs;

        Child(String shownAs) {
            this.shownAs = shownAs;
        }
    }

    /**
     * A new process, a copy of this one, that goes through a plan of its own; this one goes on with the next step.
     *
     * @param child which of the two it is; {@link Attend} speaks of them
     * @param plan what it does; without a fork in it
     */
    record Fork(Child child, LaunchPlan plan) implements Step {
        /** Checks that it is not a plan that forks. */
        public Fork {
            requireNonNull(child, "child");
            if (plan.forks()) {
                throw new IllegalArgumentException("a fork in the plan of a fork");
            }
        }

        /** The call, and whose lines follow. */
        @Override
        public String shownAs() {
            return "clone(SIGCHLD), and in it, " + child.shownAs + ":";
        }
    }

    /**
     * The rest of a process that has forked both children, with all signals blocked: it sends each signal that it gets on to
     * the program's process group. When the program has ended, it closes a descriptor, on whose end of file the first
     * process is to end, waits for that one, and then ends as the program did: with its exit status or by its signal.
     *
     * @param descriptor what is closed
     * @param endSignal a signal, 1 to 64, that is not passed on: the descriptor is closed at once
     */
    record Attend(int descriptor, int endSignal) implements Step {
        private static final int SIGNALS = 64;

        /** Checks the signal. */
        public Attend {
            if (endSignal < 1 || endSignal > SIGNALS) {
                throw new IllegalArgumentException("signal " + endSignal + " is not in 1 to 64");
            }
        }

        /** The calls, in the order in which they come when nobody sends a signal. */
        @Override
        public String shownAs() {
            return "rt_sigtimedwait(~[]): SIGCHLD, waitid(program); " + endSignal + ", close(" + descriptor
                    + "); else kill(-program, it); at last close(" + descriptor
                    + "), waitid(first), exit_group or kill(self) as the program ended";
        }
    }
}
