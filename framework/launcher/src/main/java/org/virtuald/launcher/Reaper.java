package org.virtuald.launcher;

import java.util.OptionalInt;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;

/** The thread that waits for every child and reports how it ended. */
final class Reaper implements Runnable {
    private final Children children;

    Reaper(Children children) {
        this.children = children;
    }

    @Override
    public void run() {
        ChildExit.Waiter waiter = new ChildExit.Waiter();
        Children.Collecting collecting = waiter::await;
        try {
            while (true) {
                children.awaitStart();
                OptionalInt pid = waiter.awaitEnd();
                if (pid.isPresent()) {
                    children.collect(pid.getAsInt(), collecting).ifPresent(Reaper::tell);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tell(Children.Ended ended) {
        ended.child().service().ended(ended.child(), ended.exit());
    }
}
