package org.virtuald.launcher;

import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;

/**
 * The launcher's main class. The host starts it as root with the conf directory as its argument and the control channel
 * on descriptor 3; it ends when the host closes that channel, and leaves running programs alone.
 */
public final class LauncherMain {
    /** Where the host puts the control channel. */
    static final int CONTROL = 3;

    private static final int EXIT_SOFTWARE = 70; // sysexits.h

    private LauncherMain() {}

    /** Serves until the control channel is closed; exits with 70 of sysexits.h when that cannot go on. */
    public static void main(String[] arguments) {
        int status = 0;
        try {
            Path conf = Path.of(arguments[0]);
            CurrentProcess.maskNewFiles();
            CurrentProcess.denyTracing();
            CurrentProcess.denyCores();
            ScheduledThreadPoolExecutor retries = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "answers");
                thread.setDaemon(true);
                return thread;
            });
            Children children = new Children(retries);
            Thread reaper = new Thread(new Reaper(children), "reaper");
            reaper.setDaemon(true);
            reaper.start();
            ServiceOpener opener = new ServiceOpener(conf, children, ChannelWatch.start(), retries);
            Thread rehearsal = new Thread(new Rehearsal(conf, opener), "rehearsal");
            rehearsal.setDaemon(true);
            rehearsal.start();
            new Monitor(Descriptor.own(CONTROL), opener).serve();
            opener.leave();
        } catch (ErrnoException e) {
            System.err.println("virtuald launcher: " + e.getMessage());
            status = EXIT_SOFTWARE;
        }
        // programs have their own sessions and go on; halt, because nothing else is left to tidy up
        Runtime.getRuntime().halt(status);
    }
}
