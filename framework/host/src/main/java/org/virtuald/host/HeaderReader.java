package org.virtuald.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.admission.ProxyHeader;
import org.virtuald.host.admission.Reason;
import org.virtuald.launcher.ProxiedAddresses;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.FirstBytes;
import org.virtuald.posix.SocketWatch;
import org.virtuald.service.NumericAddress;

/**
 * Takes the PROXY header off the connections of a service, and not one byte more. The sockets stay in blocking mode, as their
 * programs expect them. Confined to the service's event loop.
 */
final class HeaderReader {
    /** Connections whose header is awaited; more stay in the kernel's queue. */
    private static final int MOST_AWAITED = 256;

    /** A proxy sends the header at once: one resend of a lost packet fits in, the first comes after a second, RFC 6298. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final EventLoop loop;
    private final ServiceConf conf;
    private final Consumer<Newcomer> read;
    private final Refuser refuser;
    private final Runnable moved;
    private final Logger log;
    private final SocketWatch watch;
    private final EventLoop.Registration registration;
    private final FirstBytes bytes = new FirstBytes(ProxyHeader.MOST_BYTES);

    /** By number, which is the order in which they came. */
    private final Map<Long, Newcomer> awaited = new LinkedHashMap<>();

    private boolean timed;

    /**
     * @param conf names those who may send a header
     * @param read gets connections without their header, with the addresses that it tells
     * @param refuser gets the others
     * @param moved run when there may be one less
     */
    HeaderReader(EventLoop loop, ServiceConf conf, Consumer<Newcomer> read, Refuser refuser, Runnable moved, Logger log)
            throws IOException {
        this.loop = loop;
        this.conf = conf;
        this.read = read;
        this.refuser = refuser;
        this.moved = moved;
        this.log = log;
        this.watch = SocketWatch.open(SocketWatch.Event.INPUT);
        try {
            this.registration = loop.register(watch.descriptor(), SelectionKey.OP_READ, this::lookAtSome);
        } catch (IOException e) {
            watch.close();
            throw e;
        }
    }

    boolean hasRoom() {
        return awaited.size() < MOST_AWAITED;
    }

    boolean isEmpty() {
        return awaited.isEmpty();
    }

    /** Takes a connection whose header comes, or has come. */
    void take(Newcomer one) {
        if (!conf.trustsProxy(one.remote().getAddress())) {
            refuser.refuse(one, Reason.NOT_TRUSTED);
            return;
        }
        awaited.put(one.id(), one);
        try {
            watch.watch(one.socket(), one.id());
            expireLater();
            look(one);
        } catch (ErrnoException e) {
            broke(one, e);
        }
    }

    private void lookAtSome() {
        try {
            for (long id : watch.take()) {
                Newcomer one = awaited.get(id);
                if (one != null) {
                    look(one);
                }
            }
        } catch (ErrnoException e) {
            log.error("cannot read PROXY headers: {}", e.getMessage());
        }
        moved.run();
    }

    private void look(Newcomer one) {
        try {
            Optional<ByteBuffer> come = bytes.look(one.socket());
            if (come.isEmpty()) {
                return;
            }
            if (!come.get().hasRemaining()) {
                refuse(one, "the connection has ended before its PROXY header");
                return;
            }
            ProxyHeader.Reading reading = ProxyHeader.read(come.get());
            if (reading instanceof ProxyHeader.Reading.Complete header) {
                bytes.take(one.socket(), header.length());
                forget(one);
                read.accept(header.addresses()
                        .map(told -> one.with(new ProxiedAddresses(told.source(), told.destination())))
                        .orElse(one));
            } else if (reading instanceof ProxyHeader.Reading.Malformed malformed) {
                refuse(one, malformed.reason());
            }
        } catch (ErrnoException e) {
            broke(one, e);
        }
    }

    private void refuse(Newcomer one, String reason) {
        forget(one);
        refuser.refuse(one, Reason.PROXY_HEADER, reason);
    }

    private void broke(Newcomer one, ErrnoException failure) {
        log.debug("{}: {}", NumericAddress.text(one.remote()), failure.getMessage());
        forget(one);
        one.drop();
    }

    private void forget(Newcomer one) {
        awaited.remove(one.id());
        watch.forget(one.socket());
    }

    /** One timer is enough: who has come first is late first. */
    private void expireLater() {
        Iterator<Newcomer> oldest = awaited.values().iterator();
        if (!timed && oldest.hasNext()) {
            timed = true;
            long left = oldest.next().sinceNanos() + LONGEST_WAIT.toNanos() - System.nanoTime();
            loop.after(Duration.ofNanos(Math.max(1, left)), this::expire);
        }
    }

    private void expire() {
        timed = false;
        long now = System.nanoTime();
        List<Newcomer> late = awaited.values().stream()
                .takeWhile(one -> now - one.sinceNanos() >= LONGEST_WAIT.toNanos())
                .toList();
        late.forEach(one -> refuse(one, "no whole PROXY header within " + LONGEST_WAIT.toSeconds() + " s"));
        expireLater();
        moved.run();
    }

    /** Closes the connections whose header is awaited. */
    void close() {
        registration.cancel();
        watch.close();
        awaited.values().forEach(Newcomer::drop);
        awaited.clear();
    }
}
