package org.virtuald.launcher;

import java.util.Optional;
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
        try {
            while (true) {
                children.awaitStart();
                Optional<ChildExit> exit = waiter.awaitAny();
                exit.ifPresent(
                        e -> children.take(e).ifPresent(child -> child.service().ended(child, e)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }
}
