package org.virtuald.host.records;

import java.time.Instant;
import org.virtuald.conf.RecordFormat;
import org.virtuald.conf.RecordSettings;
import org.virtuald.host.outlet.Forms;
import org.virtuald.host.outlet.Outlet;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.ConnectionListener;

/** Writes a record of each connection that starts, ends or is refused. For any thread. */
public final class Records implements ConnectionListener, AutoCloseable {
    private final Outlet<ConnectionRecord> outlet;

    private Records(Outlet<ConnectionRecord> outlet) {
        this.outlet = outlet;
    }

    /** Begins to write where the settings say. */
    public static Records start(RecordSettings settings) {
        return new Records(Outlet.open(
                settings.to(),
                "records of connections",
                forms(settings.format()),
                count -> EventRecords.lost(count, Instant.now())));
    }

    static Forms<ConnectionRecord> forms(RecordFormat format) {
        return new Forms<>(new RecordLine(format), new SyslogMessage(format), new JournalMessage(format));
    }

    @Override
    public void on(ConnectionEvent event) {
        EventRecords.of(event).ifPresent(outlet::add);
    }

    /** Writes what waits, for at most a second. */
    @Override
    public void close() {
        outlet.close();
    }
}
