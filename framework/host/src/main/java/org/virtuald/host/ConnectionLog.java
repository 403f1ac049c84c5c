package org.virtuald.host;

import java.net.InetSocketAddress;
import java.time.Duration;
import jnr.constants.platform.Errno;
import org.slf4j.Logger;
import org.virtuald.launcher.LaunchAnswer;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.NumericAddress;

/** One line for each thing that becomes of a service's connections; what is usual is told only when it is verbose. */
final class ConnectionLog {
    private final Logger log;
    private final boolean verbose;

    ConnectionLog(Logger log, boolean verbose) {
        this.log = log;
        this.verbose = verbose;
    }

    void launched(Connection connection, LaunchAnswer.Launched launched) {
        usual(
                "{} -> {} in root {}, pid {}",
                NumericAddress.text(connection.remote()),
                NumericAddress.text(launched.local()),
                launched.root(),
                launched.pid());
    }

    void refused(Connection connection, LaunchAnswer.Refused refused) {
        String address = address(refused.local());
        if (refused.line() == 0) {
            log.warn(
                    "ip not found in conf file: {}; closed the connection from {}",
                    address,
                    NumericAddress.text(connection.remote()));
        } else {
            log.info(
                    "the roots table refuses {} in line {}; closed the connection from {}",
                    address,
                    refused.line(),
                    NumericAddress.text(connection.remote()));
        }
    }

    void distrusted(Connection connection, LaunchAnswer.Distrusted distrusted) {
        log.error(
                "not run as root in root {}: {}; closed the connection from {}",
                distrusted.root(),
                distrusted.fault(),
                NumericAddress.text(connection.remote()));
    }

    void failed(Connection connection, LaunchAnswer.Failed failed) {
        if (failed.errno() == Errno.ENOTCONN.intValue() && failed.call().equals("getpeername")) {
            log.debug("{} was gone before its launch", NumericAddress.text(connection.remote()));
            return;
        }
        String where =
                failed.root().isEmpty() || failed.root().equals(failed.subject()) ? "" : " in root " + failed.root();
        log.error(
                "{} failed{}: {}: {}; closed the connection from {}",
                failed.call(),
                where,
                failed.subject(),
                ErrnoException.describe(failed.errno()),
                NumericAddress.text(connection.remote()));
    }

    /** The launcher gives the channel up. */
    void closing(String reason) {
        log.error("the launcher closes the launch channel: {}", reason);
    }

    void ended(Connection connection, LaunchAnswer.Ended ended) {
        usual(
                "{} ended, pid {} {} after {}, {} of processor time",
                NumericAddress.text(connection.remote()),
                ended.pid(),
                ended.signal() == 0 ? "exited with status " + ended.code() : "was killed by signal " + ended.signal(),
                text(Duration.ofNanos(System.nanoTime() - connection.sinceNanos())),
                text(ended.user().plus(ended.system())));
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis < 1000 ? millis + " ms" : millis / 1000 + "." + millis % 1000 / 100 + " s";
    }

    private static String address(InetSocketAddress local) {
        return local.isUnresolved() ? local.getHostString() : NumericAddress.text(local.getAddress());
    }

    private void usual(String format, Object... arguments) {
        if (verbose) {
            log.info(format, arguments);
        } else {
            log.debug(format, arguments);
        }
    }
}
