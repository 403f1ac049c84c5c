package org.virtuald.host;

import java.time.Duration;
import org.slf4j.Logger;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.ConnectionListener;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.Ending;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.NumericAddress;

/**
 * One line for each thing that becomes of a service's connections once the launcher has them; what is usual is told only when it is
 * verbose. Of those that are refused before that, {@link Refuser} tells.
 */
final class ConnectionLog implements ConnectionListener {
    private final Logger log;
    private final boolean verbose;

    ConnectionLog(Logger log, boolean verbose) {
        this.log = log;
        this.verbose = verbose;
    }

    @Override
    public void on(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Refused refused) {
            refused(refused);
        } else if (event instanceof ConnectionEvent.Failed failed) {
            failed(failed);
        } else if (verbose || log.isDebugEnabled()) {
            usual(event);
        }
    }

    private void usual(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Started started) {
            started(started);
        } else if (event instanceof ConnectionEvent.Ended ended) {
            ended(ended);
        }
    }

    private void started(ConnectionEvent.Started started) {
        usual(
                "{} -> {} in root {}, pid {}",
                remote(started.contact()),
                NumericAddress.text(started.local()),
                started.root(),
                started.pid());
    }

    private void refused(ConnectionEvent.Refused refused) {
        if (refused.reason().equals(ConnectionEvent.Refused.NO_ROOT)) {
            log.warn("{}; closed the connection from {}", refused.detail(), remote(refused.contact()));
        } else {
            log.info("{}; closed the connection from {}", refused.detail(), remote(refused.contact()));
        }
    }

    private void failed(ConnectionEvent.Failed failed) {
        String remote = remote(failed.contact());
        if (failed.isClientGone()) {
            log.debug("{} was gone before its launch", remote);
        } else if (failed.stage().equals(ConnectionEvent.Failed.TRUST)) {
            log.error(
                    "not run as root in root {}: {}; closed the connection from {}",
                    failed.root(),
                    failed.subject(),
                    remote);
        } else {
            boolean isPlain = failed.root().isEmpty() || failed.root().equals(failed.subject());
            log.error(
                    "{} failed{}: {}: {}; closed the connection from {}",
                    failed.stage(),
                    isPlain ? "" : " in root " + failed.root(),
                    failed.subject(),
                    ErrnoException.describe(failed.errno()),
                    remote);
        }
    }

    /** The launcher gives the channel up. */
    void closing(String reason) {
        log.error("the launcher closes the launch channel: {}", reason);
    }

    private void ended(ConnectionEvent.Ended ended) {
        if (ended.ending() instanceof Ending.Exited exited) {
            ended(ended, "exited with status " + exited.status());
        } else if (ended.ending() instanceof Ending.Killed killed) {
            ended(ended, "was killed by signal " + killed.signal());
        }
    }

    private void ended(ConnectionEvent.Ended ended, String how) {
        usual(
                "{} ended, pid {} {} after {}, {} of processor time",
                remote(ended.contact()),
                ended.started().pid(),
                how,
                text(ended.lived()),
                text(ended.usage().user().plus(ended.usage().system())));
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : millis / 1000 + "." + millis % 1000 / 100 + " s";
    }

    private static String remote(Contact contact) {
        return contact.remote().map(NumericAddress::text).orElse("");
    }

    private void usual(String format, Object... arguments) {
        if (verbose) {
            log.info(format, arguments);
        } else {
            log.debug(format, arguments);
        }
    }
}
