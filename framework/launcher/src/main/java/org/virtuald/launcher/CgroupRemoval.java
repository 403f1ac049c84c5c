package org.virtuald.launcher;

import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import jnr.constants.platform.Errno;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.KernelFiles;

/**
 * Removes control groups. A killed process is in its group until it has ended, which takes it a moment: then the removal
 * is tried again, for some seconds. What is still there stays until a launcher starts.
 */
final class CgroupRemoval {
    private static final int TRIES = 11;
    private static final int FIRST_DELAY_MS = 5;

    private final ScheduledExecutorService timer;

    /**
     * @param timer runs what is due later
     */
    CgroupRemoval(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Kills what still runs in a group, wherever it has gone, and removes the group. Does not wait for either. */
    void end(Path group) {
        try {
            KernelFiles.write(group.resolve("cgroup.kill").toString(), "1");
        } catch (ErrnoException e) {
            // the removal does not succeed then, and its directory tells
        }
        inTime(() -> isRemoved(group));
    }

    /** Tries now, and later if need be, until there is nothing left to do. */
    void inTime(BooleanSupplier removal) {
        again(removal, TRIES, FIRST_DELAY_MS);
    }

    private void again(BooleanSupplier removal, int tries, int delay) {
        if (!removal.getAsBoolean() && tries > 1) {
            var unused = timer.schedule(() -> again(removal, tries - 1, delay * 2), delay, TimeUnit.MILLISECONDS);
        }
    }

    /** Removes a group without processes; whether it is gone. */
    static boolean isRemoved(Path group) {
        try {
            KernelFiles.removeDirectory(group.toString());
            return true;
        } catch (ErrnoException e) {
            return e.is(Errno.ENOENT);
        }
    }
}
