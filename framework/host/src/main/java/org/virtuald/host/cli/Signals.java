package org.virtuald.host.cli;

import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.host.Host;
import org.virtuald.host.HostException;

/**
 * What a host does on signals: SIGTERM and SIGINT stop it, SIGHUP reloads it. A JVM leaves a signal alone that was ignored when
 * it began.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private Signals() {}

    /** Handles signals for this host from now on; each on a thread of its own. */
    static void handleFor(Host host) {
        POSIX posix = POSIXFactory.getJavaPOSIX();
        SignalHandler stop = number -> host.stop();
        posix.signal(Signal.SIGTERM, stop);
        posix.signal(Signal.SIGINT, stop);
        posix.signal(Signal.SIGHUP, number -> reload(host));
        IgnoredSignals.ofThisProcess().warning().ifPresent(LOG::warn);
    }

    private static void reload(Host host) {
        try {
            host.reload();
        } catch (HostException e) {
            LOG.error("cannot reload: {}", e.getMessage());
        }
    }
}
