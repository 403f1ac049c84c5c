package org.virtuald.dist;

import java.io.IOException;

/** The descriptors and threads that a host and its launcher have when nothing goes on. */
final class Baseline {
    private static final int TIMER =
            1; // the launcher's thread for what is sent later starts when it is needed, and stays

    private final ProcFiles host;
    private final ProcFiles launcher;
    private final int[] before;

    private Baseline(ProcFiles host, ProcFiles launcher) throws IOException {
        this.host = host;
        this.launcher = launcher;
        this.before = now();
        before[3] += TIMER;
    }

    /** What a host has now; it must have served a connection, so that all classes and threads are there. */
    static Baseline of(RunningHost host) throws IOException {
        return new Baseline(host.proc(), host.launcher());
    }

    private int[] now() throws IOException {
        return new int[] {
            host.descriptors(), host.tasks(), launcher.descriptorsWithoutStarters(), launcher.tasksWithoutWorkers()
        };
    }

    /** Waits until there is nothing more than there was, and no program. */
    void awaitAgain() throws IOException {
        Await.until("no program is left", () -> launcher.programs().isEmpty());
        String[] what = {"descriptors of the host", "threads of the host", "descriptors of the launcher", "its threads"
        };
        for (int i = 0; i < what.length; i++) {
            int which = i;
            Await.until(what[i] + " as before, " + before[i], () -> now()[which] <= before[which]);
        }
    }
}
