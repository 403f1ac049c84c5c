package org.virtuald.host.records;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.virtuald.host.admission.Reason;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.Ending;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.NumericAddress;

/**
 * Makes records of events. The words up to {@code from=} are those of xinetd.log(5). A FAIL record ends with {@code from=}, and has nothing
 * between that and a reason of xinetd's, because filters look for exactly that.
 */
final class EventRecords {
    private EventRecords() {}

    /** The record of an event; empty for one that only says that a connection was accepted. */
    static Optional<ConnectionRecord> of(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Started started) {
            return Optional.of(start(started));
        } else if (event instanceof ConnectionEvent.Ended ended) {
            return Optional.of(exit(ended));
        } else if (event instanceof ConnectionEvent.Refused refused) {
            return Optional.of(refused(refused));
        } else if (event instanceof ConnectionEvent.Failed failed) {
            return Optional.of(failed(failed));
        } else if (event instanceof ConnectionEvent.Dropped dropped) {
            return Optional.of(fail(dropped.contact(), dropped.at(), "gone", new RecordFields()));
        }
        return Optional.empty();
    }

    /** A record that says how many are missing. */
    static ConnectionRecord lost(long count, Instant at) {
        RecordFields fields = new RecordFields().add("records", count);
        return new ConnectionRecord(RecordWord.LOST, at, "virtuald", fields.text(), fields.all());
    }

    private static ConnectionRecord start(ConnectionEvent.Started started) {
        RecordFields fields = new RecordFields().add("pid", started.pid());
        from(fields, started.contact());
        place(fields, started);
        return record(RecordWord.START, started.contact(), started.at(), fields);
    }

    private static ConnectionRecord exit(ConnectionEvent.Ended ended) {
        RecordFields fields = new RecordFields();
        if (ended.ending() instanceof Ending.Exited exited) {
            fields.add("status", exited.status());
        } else if (ended.ending() instanceof Ending.Killed killed) {
            fields.add("signal", killed.signal());
        } else if (ended.ending() instanceof Ending.Threw threw) {
            fields.add("threw", threw.what());
        } else if (ended.ending() instanceof Ending.Unknown) {
            fields.add("end", "unknown");
        }
        fields.add("pid", ended.started().pid()).duration("duration", ended.lived());
        from(fields, ended.contact());
        place(fields, ended.started());
        if (ended.started().pid() != 0) {
            fields.exactly("user", ended.usage().user())
                    .exactly("system", ended.usage().system())
                    .add("memory", ended.usage().peakMemory());
        }
        return record(RecordWord.EXIT, ended.contact(), ended.at(), fields);
    }

    private static ConnectionRecord refused(ConnectionEvent.Refused refused) {
        RecordFields fields = new RecordFields();
        String word = word(refused.reason());
        boolean isOurs = word.equals(refused.reason().replace('-', '_'));
        refused.local().ifPresent(local -> {
            String text = NumericAddress.text(local);
            RecordFields both = isOurs ? fields.text("local", text) : fields;
            both.value("local", text);
        });
        fields.value("detail", refused.detail());
        return fail(refused.contact(), refused.at(), word, fields);
    }

    private static ConnectionRecord failed(ConnectionEvent.Failed failed) {
        RecordFields fields = new RecordFields();
        if (failed.isClientGone()) {
            return fail(failed.contact(), failed.at(), "gone", fields);
        }
        fields.add("stage", failed.stage()).add("subject", failed.subject());
        if (failed.errno() != 0) {
            String errno = ErrnoException.describe(failed.errno());
            fields.text("errno", errno.replaceFirst(" \\(.*", "")).value("errno", errno);
        }
        if (!failed.root().isEmpty()) {
            fields.add("root", failed.root());
        }
        failed.started()
                .ifPresent(started ->
                        fields.add("pid", started.pid()).value("local", NumericAddress.text(started.local())));
        return fail(failed.contact(), failed.at(), "launch", fields);
    }

    private static ConnectionRecord fail(Contact contact, Instant at, String reason, RecordFields more) {
        RecordFields fields = new RecordFields().text("", reason).value("reason", reason);
        more.text().forEach(fields::text);
        more.all().forEach(fields::value);
        contact.remote().ifPresent(remote -> {
            fields.add("from", host(remote));
            if (!remote.isUnresolved()) {
                fields.value("port", remote.getPort());
            }
        });
        fields.value("id", contact.id());
        return record(RecordWord.FAIL, contact, at, fields);
    }

    /** xinetd's word for a reason, where it has one. */
    private static String word(String reason) {
        if (reason.equals(Reason.ACCESS.toString())) {
            return "address";
        } else if (reason.equals(Reason.HOURS.toString())) {
            return "time";
        } else if (reason.equals(Reason.HOSTS_ACCESS.toString())) {
            return "libwrap";
        } else if (reason.equals(Reason.MAX_PROGRAMS.toString())) {
            return "service_limit";
        } else if (reason.equals(Reason.HOST_MAX_PROGRAMS.toString())) {
            return "process_limit";
        } else if (reason.equals(Reason.MAX_PER_SOURCE.toString())) {
            return "per_source_limit";
        }
        return reason.replace('-', '_');
    }

    private static void from(RecordFields fields, Contact contact) {
        contact.remote().ifPresent(remote -> {
            fields.add("from", host(remote));
            if (!remote.isUnresolved()) {
                fields.add("port", remote.getPort());
            }
        });
    }

    private static void place(RecordFields fields, ConnectionEvent.Started started) {
        fields.add("local", NumericAddress.text(started.local()));
        if (!started.root().isEmpty()) {
            fields.add("root", started.root());
        }
        fields.add("id", started.contact().id());
    }

    private static String host(InetSocketAddress remote) {
        return remote.isUnresolved() ? remote.getHostString() : NumericAddress.text(remote.getAddress());
    }

    private static ConnectionRecord record(RecordWord word, Contact contact, Instant at, RecordFields fields) {
        return new ConnectionRecord(word, at, contact.service(), fields.text(), fields.all());
    }
}
