package org.virtuald.host;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.virtuald.conf.wrappers.Approach;
import org.virtuald.conf.wrappers.HostName;
import org.virtuald.conf.wrappers.HostsVerdict;
import org.virtuald.host.admission.Reason;
import org.virtuald.host.admission.Wrappers;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.service.NumericAddress;

/**
 * Holds the connections of a service against hosts.allow and hosts.deny. One that a name decides waits for it, while others are
 * taken; when as many wait as may, the next ones are decided without their names. Confined to the service's event loop.
 */
final class WrapperCheck {
    /** Each costs a descriptor. */
    private static final int MOST_WAITING = 256;

    private final String daemon;
    private final EventLoop loop;
    private final Wrappers wrappers;
    private final HostNames names;
    private final Consumer<Newcomer> granted;
    private final Refuser refuser;
    private final Runnable moved;
    private final Logger log;
    private final SocketAddresses addresses = new SocketAddresses();
    private final Map<Long, Newcomer> waiting = new LinkedHashMap<>();

    /**
     * @param daemon the service's name in rules
     * @param names asked for what rules need
     * @param granted gets those that the rules let in
     * @param refuser gets the others
     * @param moved run when one waits no more
     */
    WrapperCheck(
            String daemon,
            EventLoop loop,
            Wrappers wrappers,
            HostNames names,
            Consumer<Newcomer> granted,
            Refuser refuser,
            Runnable moved,
            Logger log) {
        this.daemon = daemon;
        this.loop = loop;
        this.wrappers = wrappers;
        this.names = names;
        this.granted = granted;
        this.refuser = refuser;
        this.moved = moved;
        this.log = log;
    }

    /** Whether no connection waits for a name. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes a connection that has an internet address. */
    void take(Newcomer one) {
        try {
            InetSocketAddress local = one.local(addresses);
            Approach unasked = new Approach(daemon, local, one.remote().getAddress());
            decide(one, unasked.with(names.remembered(local.getAddress()), names.remembered(unasked.client())));
        } catch (ErrnoException e) {
            log.debug("{}: {}", NumericAddress.text(one.remote()), e.getMessage());
            one.drop();
        }
    }

    private void decide(Newcomer one, Approach approach) {
        HostsVerdict verdict = wrappers.rules().decide(approach);
        if (verdict instanceof HostsVerdict.NeedsNames needed) {
            if (waiting.size() < MOST_WAITING) {
                await(one, approach, needed);
            } else {
                decide(one, approach.with(unanswered(approach.serverName()), unanswered(approach.clientName())));
            }
        } else if (verdict instanceof HostsVerdict.Refused refused) {
            String words = refused.certain()
                    ? refused.rule() + " denies it"
                    : refused.rule() + " may deny it: a name that nobody could tell, or a pattern that cannot be read";
            refuser.refuse(one, Reason.HOSTS_ACCESS, words);
        } else {
            granted.accept(one);
        }
    }

    private static HostName unanswered(HostName name) {
        return name instanceof HostName.Unasked ? new HostName.Unanswered() : name;
    }

    private void await(Newcomer one, Approach approach, HostsVerdict.NeedsNames needed) {
        waiting.put(one.id(), one);
        CompletableFuture<HostName> server = needed.server()
                ? names.ask(approach.server().getAddress())
                : CompletableFuture.completedFuture(approach.serverName());
        CompletableFuture<HostName> client = needed.client()
                ? names.ask(approach.client())
                : CompletableFuture.completedFuture(approach.clientName());
        var unused =
                server.thenCombine(client, approach::with).thenAccept(told -> loop.execute(() -> answered(one, told)));
    }

    private void answered(Newcomer one, Approach told) {
        if (waiting.remove(one.id()) != null) { // else the service has ended meanwhile
            decide(one, told);
            moved.run();
        }
    }

    /** Closes the connections that wait. */
    void close() {
        waiting.values().forEach(Newcomer::drop);
        waiting.clear();
    }
}
