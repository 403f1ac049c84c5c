package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.virtuald.conf.Isolation;
import org.virtuald.conf.Problem;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Architecture;
import org.virtuald.entry.EntryFailure;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.posix.Account;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SealedImage;
import org.virtuald.posix.Spawn;

/**
 * Goes through the launch of a service in a root, all but the program: whether the kernel, or a container around this
 * process, lets it make namespaces, and whether the mounts find their places, cannot be known otherwise. Nothing of it is left.
 * For a process whose children nobody else waits for, which the launcher is not.
 */
public final class LaunchRehearsal implements AutoCloseable {
    private static final long TOKEN = 0;

    private final ServiceConf conf;
    private final LaunchPlan plan;
    private final SealedImage image;
    private final EntryFailures failures;
    private final Spawn spawn = Spawn.inThisSession();
    private final ChildExit.Waiter waiter = new ChildExit.Waiter();

    /** Makes ready for rehearsals of a service; what this opens is its own. */
    public LaunchRehearsal(ServiceConf conf, Account account, LauncherPrivileges privileges) throws ErrnoException {
        this.conf = conf;
        this.plan = ServicePlan.rehearsal(conf, account, privileges);
        this.image = SealedImage.of("virtuald:check", EntryProgram.compile(plan, Architecture.current()));
        this.failures = EntryFailures.open();
    }

    /**
     * Rehearses a launch.
     *
     * @param root a directory that is there
     * @return why a program could not be started in it
     */
    public Optional<Problem> in(String root) throws ErrnoException {
        int pid = spawn.start(
                image.path(),
                arguments(root),
                List.of(),
                new Spawn.Action.DevNull(0),
                new Spawn.Action.DevNull(1),
                new Spawn.Action.DevNull(2),
                new Spawn.Action.Copy(failures.writing(), EntryFailure.DESCRIPTOR));
        Optional<ChildExit> exit = waiter.await(pid);
        Optional<EntryFailure> failure = failures.take(TOKEN);
        if (failure.isPresent()) {
            FailedStep step = FailedStep.of(plan, failure.get().step(), conf, root);
            return Optional.of(problem(
                    step.call(),
                    root + ": " + step.call() + " failed: " + step.subject() + ": "
                            + ErrnoException.describe(failure.get().errno())));
        }
        return exit.filter(end -> end.code() != 0 || end.signal() != 0)
                .map(end -> problem("", root + ": a launch ends with " + end));
    }

    private List<String> arguments(String root) {
        List<String> arguments = new ArrayList<>(List.of(EntryFailure.tokenText(TOKEN), root));
        arguments.addAll(conf.program().exec());
        return arguments;
    }

    /** At the line of the key that it comes from, as far as the call tells. */
    private Problem problem(String call, String message) {
        Isolation isolation = conf.isolation();
        boolean ofMounts = !isolation.mounts().isEmpty()
                && List.of("openat2", "move_mount").contains(call);
        String key = ofMounts ? "mounts" : "isolation";
        return new Problem(Problem.Severity.ERROR, conf.file().toString(), conf.line(key), key + ": " + message);
    }

    @Override
    public void close() {
        failures.close();
        image.close();
    }
}
