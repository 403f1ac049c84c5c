package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Pieces of launch plans that several tests use. */
final class Plans {
    static final int EBADF = 9;

    private Plans() {}

    static LaunchPlan plan(Step... steps) {
        return new LaunchPlan(List.of(steps));
    }

    /** The steps, and then the program with the arguments from argv[2] on. */
    static LaunchPlan thenExecute(String program, Step... steps) {
        List<Step> all = new ArrayList<>(List.of(steps));
        all.add(execute(program));
        return new LaunchPlan(all);
    }

    static Step.Call execute(String program) {
        return new Step.Call(
                SystemCall.EXECVE, text(program), new Argument.ArgumentsFrom(2), new Argument.Environment());
    }

    static Step.Call say(String words) {
        return new Step.Call(SystemCall.WRITE, number(1), text(words), number(words.getBytes(UTF_8).length));
    }

    static Step.Call exit(int status) {
        return new Step.Call(SystemCall.EXIT_GROUP, number(status));
    }

    static Step.Call closeOnExec(int descriptor) {
        return new Step.Call(
                SystemCall.FCNTL,
                number(descriptor),
                new Argument.Number(2, "F_SETFD"),
                new Argument.Number(1, "FD_CLOEXEC"));
    }

    static Step.Call umask(int mask) {
        return new Step.Call(SystemCall.UMASK, new Argument.Number(mask, "0%o".formatted(mask)));
    }

    static Step.Call chdir(String directory) {
        return new Step.Call(SystemCall.CHDIR, text(directory));
    }

    static Argument.Text text(String value) {
        return new Argument.Text(value);
    }

    static Argument.Number number(long value) {
        return new Argument.Number(value);
    }
}
