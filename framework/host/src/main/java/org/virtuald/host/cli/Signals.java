package org.virtuald.host.cli;

import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SignalHandler;
import org.virtuald.host.Host;

/** What a host does on signals: SIGTERM and SIGINT stop it, SIGHUP reloads it. */
final class Signals {
    private Signals() {}

    /** Handles signals for this host from now on; each on a thread of its own. */
    static void handleFor(Host host) {
        POSIX posix = POSIXFactory.getJavaPOSIX();
        SignalHandler stop = number -> host.stop();
        posix.signal(Signal.SIGTERM, stop);
        posix.signal(Signal.SIGINT, stop);
        posix.signal(Signal.SIGHUP, number -> host.reload());
    }
}
