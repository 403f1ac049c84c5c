package org.virtuald.host;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.virtuald.launcher.LaunchAnswer;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.NumericAddress;

/** One line for each thing that becomes of a program that gets a listening socket; the usual is told only when it is verbose. */
final class WaitLog {
    private final Logger log;
    private final boolean verbose;

    WaitLog(Logger log, boolean verbose) {
        this.log = log;
        this.verbose = verbose;
    }

    void launched(String address, LaunchAnswer.Launched launched) {
        usual("{}: a program has the socket, in root {}, pid {}", address, launched.root(), launched.pid());
    }

    void refused(String address, LaunchAnswer.Refused refused) {
        String local = address(refused.local());
        if (refused.line() == 0) {
            log.warn("{}: ip not found in conf file: {}; nothing was started", address, local);
        } else {
            log.info("{}: the roots table refuses {} in line {}; nothing was started", address, local, refused.line());
        }
    }

    void distrusted(String address, LaunchAnswer.Distrusted distrusted) {
        log.error(
                "{}: not run as root in root {}: {}; nothing was started",
                address,
                distrusted.root(),
                distrusted.fault());
    }

    void failed(String address, LaunchAnswer.Failed failed) {
        String where =
                failed.root().isEmpty() || failed.root().equals(failed.subject()) ? "" : " in root " + failed.root();
        log.error(
                "{}: {} failed{}: {}: {}",
                address,
                failed.call(),
                where,
                failed.subject(),
                ErrnoException.describe(failed.errno()));
    }

    /** The launcher gives the channel up. */
    void closing(String reason) {
        log.error("the launcher closes the launch channel: {}", reason);
    }

    void ended(String address, LaunchAnswer.Ended ended, Duration lived) {
        usual(
                "{}: its program has ended, pid {} {} after {} ms, {} ms of processor time",
                address,
                ended.pid(),
                ended.signal() == 0 ? "exited with status " + ended.code() : "was killed by signal " + ended.signal(),
                lived.toMillis(),
                ended.user().plus(ended.system()).toMillis());
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
