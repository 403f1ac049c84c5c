package org.virtuald.host;

import org.slf4j.Logger;
import org.virtuald.host.admission.Reason;
import org.virtuald.host.admission.Refusals;
import org.virtuald.posix.Notice;
import org.virtuald.service.NumericAddress;

/** Turns connections of a service away: sends the text for that, closes, counts, logs. Confined to the service's event loop. */
final class Refuser {
    private final Notice text;
    private final Refusals counts;
    private final Logger log;
    private final LineLimit lines;

    /**
     * @param text what refused clients are sent
     */
    Refuser(EventLoop loop, Notice text, Refusals counts, Logger log) {
        this.text = text;
        this.counts = counts;
        this.log = log;
        this.lines = new LineLimit(loop, "connections refused", log);
    }

    /** Turns a connection away. */
    void refuse(Newcomer one, Reason reason) {
        refuse(one, reason, reason.text());
    }

    /** The same, with the reason in other words. */
    void refuse(Newcomer one, Reason reason, String words) {
        counts.count(reason);
        if (lines.isTold(reason.toString())) {
            log.info("{} refused: {}", NumericAddress.text(one.remote()), words);
        }
        text.sendAndClose(one.socket());
        one.permit().release();
    }

    /** Also to be called when no more are refused. */
    void tellSum() {
        lines.tellSum();
    }
}
