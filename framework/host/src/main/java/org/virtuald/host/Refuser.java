package org.virtuald.host;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.virtuald.host.admission.Reason;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Notice;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.NumericAddress;

/** Turns connections of a service away: sends the text for that, closes, tells, logs. Confined to the service's event loop. */
final class Refuser {
    private final Notice text;
    private final Logger log;
    private final SocketAddresses addresses = new SocketAddresses();
    private final LineLimit lines;

    /**
     * @param text what refused clients are sent
     */
    Refuser(EventLoop loop, Notice text, Logger log) {
        this.text = text;
        this.log = log;
        this.lines = new LineLimit(loop, "connections refused", log);
    }

    /** Turns a connection away. */
    void refuse(Newcomer one, Reason reason) {
        refuse(one, reason, reason.text());
    }

    /** The same, with the reason in other words. */
    void refuse(Newcomer one, Reason reason, String words) {
        if (lines.isTold(reason.toString())) {
            log.info("{} refused: {}", NumericAddress.text(one.remote()), words);
        }
        Optional<InetSocketAddress> local = local(one);
        text.sendAndClose(one.socket());
        one.permit().release();
        one.traffic()
                .tell(new ConnectionEvent.Refused(one.contact(), local, reason.toString(), words, 0, Instant.now()));
    }

    private Optional<InetSocketAddress> local(Newcomer one) {
        try {
            return Optional.of(one.local(addresses));
        } catch (ErrnoException e) {
            return Optional.empty();
        }
    }

    /** Also to be called when no more are refused. */
    void tellSum() {
        lines.tellSum();
    }
}
