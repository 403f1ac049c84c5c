package org.virtuald.launcher;

import java.util.OptionalInt;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;

/** The thread that waits for every child and reports how it ended. */
final class Reaper implements Runnable {
    private final Children children;
    private final ChildExit.Waiter waiter = new ChildExit.Waiter();
    private final Children.Collecting collecting = waiter::await;

    Reaper(Children children) {
        this.children = children;
    }

    @Override
    public void run() {
        try {
            while (true) {
                awaitOne();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Outside the loop: the JVM compiles a method for its next call, and one that goes on much later. */
    private void awaitOne() throws ErrnoException, InterruptedException {
        children.awaitStart();
        OptionalInt pid = waiter.awaitEnd();
        if (pid.isPresent()) {
            children.collect(pid.getAsInt(), collecting).ifPresent(Reaper::tell);
        }
    }

    private static void tell(Children.Ended ended) {
        ended.child().service().ended(ended.child(), ended.exit());
    }
}
