package org.virtuald.launcher;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.virtuald.posix.ErrnoException;

/**
 * The threads that serve a launch channel. They come when there is something to do and go when there was nothing for a while, so
 * a service that is asked rarely takes none. The first that sees the end of the channel ends the service.
 */
final class Crew {
    private static final long RETRY_MILLIS = 100;

    /** How a member's time ended. */
    enum Leaving {
        /** There was nothing to do. */
        IDLE,
        /** The channel has ended, or must. */
        END
    }

    /** What a member does, on a thread of its own. */
    @FunctionalInterface
    interface Duty {
        Leaving serve();
    }

    /** Makes the duty of a member that is to come. */
    @FunctionalInterface
    interface Hiring {
        Duty hire() throws ErrnoException;
    }

    private final OpenService service;
    private final int most;
    private final Hiring hiring;
    private final ChannelWatch watch;
    private final ScheduledExecutorService retries;
    private long name;
    private int members;
    private int lastMember;
    private boolean ended;

    /**
     * @param service ended with its channel
     * @param most members at a time
     */
    Crew(OpenService service, int most, Hiring hiring, ChannelWatch watch, ScheduledExecutorService retries) {
        this.service = service;
        this.most = most;
        this.hiring = hiring;
        this.watch = watch;
        this.retries = retries;
    }

    /** Waits for the first message, which may be there already. */
    synchronized void begin() throws ErrnoException {
        name = watch.watch(service.channel(), this::messageWaits);
    }

    /** Nobody has taken it, so one more may come; until all are there it goes on like this. */
    private synchronized void messageWaits() {
        if (ended || members == most) {
            return; // who leaves has the channel looked at once more
        }
        try {
            Duty duty = hiring.hire();
            lastMember = lastMember % most + 1;
            Thread thread = new Thread(() -> work(duty), service.conf().name() + "/" + lastMember);
            thread.setDaemon(true);
            thread.start();
            members++;
            service.hold();
            if (members < most) {
                watch.watchAgain(name, service.channel());
            }
        } catch (OutOfMemoryError e) { // what the JVM says when the system has no thread left
            var unused = retries.schedule(this::messageWaits, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ErrnoException e) {
            service.outbox().post(new LaunchAnswer.Closing(String.valueOf(e.getMessage())));
            end();
        } catch (RuntimeException e) { // the thread that calls serves all services
            service.outbox().post(new LaunchAnswer.Closing("internal error: " + e));
            end();
        }
    }

    private void work(Duty duty) {
        Leaving leaving = Leaving.END;
        try {
            leaving = duty.serve();
        } finally {
            leave(leaving);
        }
    }

    private synchronized void leave(Leaving leaving) {
        members--;
        if (leaving == Leaving.END) {
            end();
        } else if (!ended) {
            try {
                watch.watchAgain(name, service.channel());
            } catch (ErrnoException e) {
                service.outbox().post(new LaunchAnswer.Closing(String.valueOf(e.getMessage())));
                end();
            }
        }
        service.release();
    }

    /** The other members, and the host, see the end of the channel, too. */
    private void end() {
        if (!ended) {
            ended = true;
            watch.forget(name, service.channel());
            service.end();
        }
    }
}
