package org.virtuald.host;

import java.io.IOException;
import java.util.List;
import org.virtuald.service.Arrival;

/** A running service of a conf, whether the launcher starts programs for it or not. Confined to its event loop. */
interface Launching {

    /**
     * Starts nothing any more, and ends when the programs that run have ended.
     *
     * @param leaving the listeners that are closed after this
     * @param whenAnswered run when nothing is undecided any more: the launcher has answered for everything that it was asked
     * @param whenEnded run when the channel is closed
     */
    void stop(List<Listener> leaving, Runnable whenAnswered, Runnable whenEnded);

    /** Leaves what comes in to the kernel's queue, or takes it again. */
    void pause(boolean pause);

    /** Runs a task once no program of this service runs. */
    void whenIdle(Runnable task);

    /** Ends the program of a connection, SIGTERM and after a while SIGKILL; nothing to do if there is none of that number. */
    void terminate(long connection);

    /**
     * Takes a connection that came in on another service.
     *
     * @param socket asked for the descriptor, whose owner this becomes, if there is room
     * @return false when there is no room; nothing has happened then
     */
    boolean tryTake(Arrival arrival, HandOver.Source socket) throws IOException;
}
