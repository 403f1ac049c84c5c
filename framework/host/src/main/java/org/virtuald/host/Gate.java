package org.virtuald.host;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.admission.Access;
import org.virtuald.host.admission.Reason;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.ServiceTraffic;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.Notice;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Arrival;
import org.virtuald.service.Endpoint;

/**
 * What a service's connections pass before it gets them: the PROXY header, then who may connect,
 * then what the access files of tcp_wrappers say, then how many, then what filters say. Confined to the service's
 * event loop.
 */
final class Gate implements Acceptor.Target {

    /** The service behind the gate. */
    interface Inside {
        /** Whether one more connection can be taken now. */
        boolean hasRoom();

        /** Whether nothing is under way, so that who comes now most likely comes alone. */
        default boolean isQuiet() {
            return false;
        }

        /** Takes a connection and the ownership of its descriptor, also when there was room only when it came to the gate. */
        void enter(Newcomer newcomer);

        /** There is one less connection at the gate. */
        void gateMoved();

        /** A listener cannot be used any more. */
        void broken(String reason);
    }

    private final Admission admission;
    private final ServiceTraffic traffic;
    private final Access access;
    private final Inside inside;
    private final Refuser refuser;
    private final Examination examination;
    private final @Nullable WrapperCheck wrappers;
    private final @Nullable Limiter limiter;
    private final @Nullable HeaderReader headers;

    /** The gate of a service of a bundle, which has no conf. */
    Gate(String service, EventLoop loop, Admission admission, Inside inside, Logger log) {
        this.admission = admission;
        this.traffic = admission.traffic().of(service);
        this.access = Access.toAll();
        this.inside = inside;
        this.refuser = new Refuser(loop, new Notice(""), log);
        this.examination = new Examination(service, loop, admission.filters(), inside, refuser, log);
        this.wrappers = null;
        this.limiter = null;
        this.headers = null;
    }

    /**
     * The gate of a service of a conf.
     *
     * @param access who may connect to this service, of those that may connect to any
     */
    Gate(ServiceConf conf, EventLoop loop, Admission admission, Access access, Inside inside, Logger log)
            throws IOException {
        this.admission = admission;
        this.traffic = admission.traffic().of(conf.name());
        this.access = access;
        this.inside = inside;
        this.refuser = new Refuser(loop, new Notice(conf.stay().refusal()), log);
        this.examination = new Examination(conf.name(), loop, admission.filters(), inside, refuser, log);
        this.wrappers = conf.access()
                .wrapped()
                .map(daemon -> new WrapperCheck(
                        daemon,
                        loop,
                        admission.wrappers(),
                        admission.names(),
                        this::enter,
                        refuser,
                        inside::gateMoved,
                        log))
                .orElse(null);
        this.limiter = new Limiter(
                loop, conf.limits(), admission.load(conf.name()), examination::examine, refuser, inside::gateMoved);
        this.headers = conf.proxies().isEmpty()
                ? null
                : new HeaderReader(loop, conf, this::take, refuser, inside::gateMoved, log);
    }

    @Override
    public boolean hasRoom() {
        return (headers == null || headers.hasRoom())
                && examination.hasRoom()
                && inside.hasRoom()
                && (limiter == null || limiter.hasRoom());
    }

    @Override
    public boolean isQuiet() {
        return isEmpty() && inside.isQuiet();
    }

    /** Whether no connection is at the gate. */
    boolean isEmpty() {
        return isDecided() && (limiter == null || limiter.isEmpty());
    }

    /** Whether none is but such as wait for programs to end. */
    boolean isDecided() {
        return examination.isEmpty()
                && (headers == null || headers.isEmpty())
                && (wrappers == null || wrappers.isEmpty());
    }

    @Override
    public void take(Listener listener, TcpListener.Accepted accepted) {
        Newcomer one = new Newcomer(
                admission.numbers().next(), listener.endpoint(), accepted.socket(), accepted.remote(), traffic);
        traffic.tell(new ConnectionEvent.Accepted(one.contact()));
        if (headers == null || one.endpoint() instanceof Endpoint.Unix) {
            take(one);
        } else {
            headers.take(one);
        }
    }

    /** Takes a connection that came in on another service, and the ownership of its descriptor. */
    void take(Arrival arrival, Descriptor socket) {
        Newcomer one = new Newcomer(arrival.id(), arrival.endpoint(), socket, arrival.remote(), traffic);
        traffic.tell(new ConnectionEvent.Accepted(one.contact()));
        take(one);
    }

    /** Takes a connection without a header: its own addresses count. */
    private void take(Newcomer one) {
        Optional<Reason> refusal = refusal(admission.everywhere(), one);
        if (refusal.isEmpty()) {
            refusal = refusal(access, one);
        }
        if (refusal.isPresent()) {
            refuser.refuse(one, refusal.get());
        } else if (wrappers == null || one.endpoint() instanceof Endpoint.Unix) {
            enter(one);
        } else {
            wrappers.take(one);
        }
    }

    /** A client on this machine has no address to judge it by: the permissions of the socket's file decide. */
    private static Optional<Reason> refusal(Access access, Newcomer one) {
        return one.endpoint() instanceof Endpoint.Unix
                ? access.closed()
                : access.refusal(one.remote().getAddress());
    }

    private void enter(Newcomer one) {
        if (limiter == null) {
            examination.examine(one);
        } else {
            limiter.admit(one);
        }
    }

    @Override
    public void broken(String reason) {
        inside.broken(reason);
    }

    /** Closes the connections at the gate. */
    void close() {
        if (headers != null) {
            headers.close();
        }
        if (wrappers != null) {
            wrappers.close();
        }
        if (limiter != null) {
            limiter.close();
        }
        examination.close();
        refuser.tellSum();
    }
}
