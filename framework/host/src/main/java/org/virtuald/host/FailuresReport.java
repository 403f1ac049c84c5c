package org.virtuald.host;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.Ending;
import org.virtuald.host.traffic.RecentFailures;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.NumericAddress;

/** The latest failures as fields of an answer on the control socket. */
final class FailuresReport {
    private FailuresReport() {}

    static List<Map<String, Object>> of(RecentFailures failures) {
        return failures.all().stream().map(FailuresReport::of).toList();
    }

    private static Map<String, Object> of(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Failed failed) {
            String error = failed.errno() == 0 ? "" : ErrnoException.describe(failed.errno());
            return fields(failed.contact(), failed.at(), failed.root(), failed.stage(), failed.subject(), error);
        }
        if (event instanceof ConnectionEvent.Ended ended && ended.ending() instanceof Ending.Threw threw) {
            return fields(ended.contact(), ended.at(), ended.started().root(), "threw", threw.what(), "");
        }
        throw new IllegalArgumentException("no failure: " + event);
    }

    private static Map<String, Object> fields(
            Contact contact, Instant at, String root, String stage, String subject, String error) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", at.toString());
        fields.put("service", contact.service());
        contact.remote().ifPresent(remote -> fields.put("remote", NumericAddress.text(remote)));
        if (!root.isEmpty()) {
            fields.put("root", root);
        }
        fields.put("stage", stage);
        fields.put("subject", subject);
        if (!error.isEmpty()) {
            fields.put("error", error);
        }
        return fields;
    }
}
