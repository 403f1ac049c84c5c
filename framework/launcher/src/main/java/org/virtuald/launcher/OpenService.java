package org.virtuald.launcher;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.virtuald.conf.EndpointRoots;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Signals;
import org.virtuald.service.Endpoint;

/**
 * A service that is open: conf, roots table, entry program, and the launch channel that it answers on. The channel, workers
 * and running programs hold it; what it owns is closed when the last of them lets go, so programs that outlive their
 * channel still find the pipe for their failures.
 */
final class OpenService {
    private final ServiceConf conf;
    private volatile RootsTable roots;
    private final Optional<Entry> entry;
    private final Descriptor channel;
    private final Outbox outbox;
    private final AtomicInteger holders = new AtomicInteger(1); // its channel
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger tokens = new AtomicInteger();

    /** Takes over the entry program and the channel. */
    OpenService(ServiceConf conf, RootsTable roots, Optional<Entry> entry, Descriptor channel, Outbox outbox) {
        this.conf = conf;
        this.roots = roots;
        this.entry = entry;
        this.channel = channel;
        this.outbox = outbox;
    }

    ServiceConf conf() {
        return conf;
    }

    RootsTable roots() {
        return roots;
    }

    /**
     * What the table says about a connection.
     *
     * @param local its local address; empty for that of a Unix socket
     */
    RootsTable.Match match(Optional<InetAddress> local) {
        RootsTable table = roots;
        return local.isPresent()
                ? table.lookup(local.get())
                : table.everywhere().orElseGet(RootsTable.Match.Absent::new);
    }

    /** Looks up the addresses of connections in this table from now on. */
    void use(RootsTable table) {
        roots = table;
    }

    /** Whether an endpoint stands for a socket at the address, among others. */
    boolean spreadsTo(Endpoint endpoint, InetAddress address) {
        return EndpointRoots.addresses(conf, endpoint, roots, List.of(address))
                .map(all -> all.contains(address))
                .orElse(false);
    }

    Descriptor channel() {
        return channel;
    }

    Outbox outbox() {
        return outbox;
    }

    /** How its programs are started; empty when its connections are relayed, and nothing may be launched. */
    Optional<Entry> entry() {
        return entry;
    }

    /** A number that no other launch under way has. */
    long nextToken() {
        return Integer.toUnsignedLong(tokens.incrementAndGet());
    }

    /** The signal that ends a running program with all that it has started, whatever they do about signals. */
    int endSignal() {
        return conf.isolation().hasNamespaces() ? ProcessSteps.END_SIGNAL : Signals.SIGKILL;
    }

    void hold() {
        holders.incrementAndGet();
    }

    /** Ends the channel: nothing is launched any more. A second call does nothing. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            try {
                channel.shutDown();
            } catch (ErrnoException e) {
                // ENOTCONN: the host has ended it already
            }
            release();
        }
    }

    /** Whether its channel has not ended. */
    boolean isServed() {
        return !ended.get();
    }

    /** Whether its channel has closed and its programs have ended. */
    boolean isReleased() {
        return !channel.isOpen();
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            outbox.close();
            channel.close();
            entry.ifPresent(Entry::close);
        }
    }

    /** Tells the host how a program ended, or why it was never run; for the reaper's thread. */
    void ended(Child child, ChildExit exit) {
        try {
            child.cgroup().ifPresent(group -> group.ended().run());
            Optional<LaunchAnswer> failure = entry.isPresent() ? entry.get().failure(child, exit) : Optional.empty();
            outbox.post(failure.isPresent() ? failure.get() : ended(child.connection(), exit));
        } finally {
            release();
        }
    }

    private static LaunchAnswer ended(long connection, ChildExit exit) {
        return new LaunchAnswer.Ended(
                connection, exit.pid(), exit.code(), exit.signal(), exit.user(), exit.system(), exit.peakMemory());
    }
}
