package org.virtuald.host.traffic;

/** How a connection that was served has ended. */
public sealed interface Ending {

    /**
     * Its program has exited.
     *
     * @param status 0 to 255
     */
    record Exited(int status) implements Ending {}

    /**
     * A signal has killed its program.
     *
     * @param signal its number, as in signal(7)
     */
    record Killed(int signal) implements Ending {}

    /** The service of a bundle is done with it, or both sides of a relay are. */
    record Served() implements Ending {}

    /**
     * The service of a bundle has thrown something.
     *
     * @param what class and message of what was thrown
     */
    record Threw(String what) implements Ending {}

    /** The launcher is gone, or has closed the service's channel: the program may go on, and nobody can tell when it ends. */
    record Unknown() implements Ending {}
}
