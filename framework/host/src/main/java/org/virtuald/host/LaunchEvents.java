package org.virtuald.host;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.Ending;
import org.virtuald.host.traffic.Usage;
import org.virtuald.launcher.LaunchAnswer;
import org.virtuald.service.NumericAddress;

/** The launcher's answers as events. */
final class LaunchEvents {
    private LaunchEvents() {}

    static ConnectionEvent.Started started(Contact contact, LaunchAnswer.Launched answer, long sinceNanos) {
        return new ConnectionEvent.Started(
                contact,
                answer.local(),
                answer.root(),
                answer.pid(),
                Instant.now(),
                Duration.ofNanos(System.nanoTime() - sinceNanos),
                answer.lookUp(),
                answer.spawn());
    }

    /**
     * What has become of a connection, or of a program, that is no more.
     *
     * @param started how it began, if it did
     * @param answer none of those after which more is to come
     */
    static ConnectionEvent over(
            Contact contact, Optional<ConnectionEvent.Started> started, LaunchAnswer answer, long sinceNanos) {
        Instant now = Instant.now();
        if (answer instanceof LaunchAnswer.Refused refused) {
            boolean isAbsent = refused.line() == 0;
            String address = refused.local().isUnresolved()
                    ? refused.local().getHostString()
                    : NumericAddress.text(refused.local().getAddress());
            return new ConnectionEvent.Refused(
                    contact,
                    Optional.of(refused.local()),
                    isAbsent ? ConnectionEvent.Refused.NO_ROOT : ConnectionEvent.Refused.ROOT_REFUSED,
                    isAbsent
                            ? "ip not found in conf file: " + address
                            : "the roots table refuses " + address + " in line " + refused.line(),
                    refused.line(),
                    now);
        }
        if (answer instanceof LaunchAnswer.Distrusted distrusted) {
            return new ConnectionEvent.Failed(
                    contact, started, distrusted.root(), ConnectionEvent.Failed.TRUST, distrusted.fault(), 0, now);
        }
        if (answer instanceof LaunchAnswer.Failed failed) {
            return new ConnectionEvent.Failed(
                    contact, started, failed.root(), failed.call(), failed.subject(), failed.errno(), now);
        }
        if (answer instanceof LaunchAnswer.Ended ended && started.isPresent()) {
            return new ConnectionEvent.Ended(
                    started.get(),
                    ended.signal() == 0 ? new Ending.Exited(ended.code()) : new Ending.Killed(ended.signal()),
                    now,
                    Duration.ofNanos(System.nanoTime() - sinceNanos),
                    new Usage(ended.user(), ended.system(), ended.peakMemory()));
        }
        return lost(contact, started, sinceNanos);
    }

    /** Nobody can tell any more what becomes of it. */
    static ConnectionEvent lost(Contact contact, Optional<ConnectionEvent.Started> started, long sinceNanos) {
        Instant now = Instant.now();
        return started.isPresent()
                ? new ConnectionEvent.Ended(
                        started.get(),
                        new Ending.Unknown(),
                        now,
                        Duration.ofNanos(System.nanoTime() - sinceNanos),
                        Usage.NONE)
                : new ConnectionEvent.Dropped(contact, now);
    }
}
