package org.virtuald.host.cli;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.host.Host;
import org.virtuald.host.HostException;

/** What a host does on signals: SIGTERM and SIGINT stop it, SIGHUP reloads it. */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private Signals() {}

    /** Handles signals for this host from now on; each on a thread of its own. */
    static void handleFor(Host host) {
        warn();
        POSIX posix = POSIXFactory.getJavaPOSIX();
        SignalHandler stop = number -> host.stop();
        posix.signal(Signal.SIGTERM, stop);
        posix.signal(Signal.SIGINT, stop);
        posix.signal(Signal.SIGHUP, number -> reload(host));
    }

    private static void warn() {
        try {
            List<Signal> ignored = IgnoredSignals.among(List.of(Signal.SIGHUP, Signal.SIGINT, Signal.SIGTERM));
            if (!ignored.isEmpty()) {
                LOG.warn(
                        "started with {} ignored, by nohup or as a background job of a shell; virtuald reload works all the same",
                        ignored.stream().map(Signal::name).collect(Collectors.joining(", ")));
            }
        } catch (IOException e) {
            LOG.debug("cannot tell which signals are ignored: {}", e.toString());
        }
    }

    private static void reload(Host host) {
        try {
            host.reload();
        } catch (HostException e) {
            LOG.error("cannot reload: {}", e.getMessage());
        }
    }
}
