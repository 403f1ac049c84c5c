package org.virtuald.host.traffic;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The connections that have not ended, by number. For any thread. */
public final class LiveConnections implements ConnectionListener {
    private final Map<Long, LiveConnection> live = new ConcurrentHashMap<>();

    @Override
    public void on(ConnectionEvent event) {
        Contact contact = event.contact();
        if (event instanceof ConnectionEvent.Accepted) {
            live.put(contact.id(), new LiveConnection(contact, Optional.empty(), false));
        } else if (event instanceof ConnectionEvent.Started started) {
            live.put(contact.id(), new LiveConnection(contact, Optional.of(started), false));
        } else {
            // one that a bundle has handed over keeps its number, and is its new service's from then on
            live.computeIfPresent(
                    contact.id(), (id, one) -> one.contact().service().equals(contact.service()) ? null : one);
        }
    }

    /** A connection's end was asked for; nothing to do if it is over by now. */
    public void ending(long id) {
        live.computeIfPresent(id, (same, one) -> new LiveConnection(one.contact(), one.started(), true));
    }

    /** All of them, the oldest first. */
    public List<LiveConnection> all() {
        return live.values().stream()
                .sorted(Comparator.comparingLong(one -> one.contact().id()))
                .toList();
    }

    /** One of them. */
    public Optional<LiveConnection> find(long id) {
        return Optional.ofNullable(live.get(id));
    }
}
