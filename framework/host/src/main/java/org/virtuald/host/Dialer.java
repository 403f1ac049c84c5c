package org.virtuald.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.virtuald.conf.Work;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.OutgoingConnection;
import org.virtuald.posix.SocketWatch;
import org.virtuald.service.NumericAddress;

/**
 * Connects to the target of a service, one address after the other, without waiting. When nobody answers at addresses that were
 * known already, the name is looked up once more. Confined to its event loop.
 */
final class Dialer {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    private static final Duration PAUSE_WITHOUT_RESOURCES = Duration.ofMillis(100);

    /** Addresses that are tried; a name may have many. */
    private static final int MOST_ADDRESSES = 4;

    /** What came of a call. */
    interface Outcome {
        /** There is a connection; takes the ownership of its descriptor. */
        void connected(long id, Descriptor socket, InetSocketAddress to);

        /** There is none. */
        void failed(long id, String reason);
    }

    private static final class Call {
        private final long id;
        private final Deque<InetSocketAddress> left = new ArrayDeque<>();
        private final List<String> failures = new ArrayList<>();
        private List<InetAddress> addresses = List.of();
        private boolean isNew;
        private @Nullable Descriptor socket;
        private @Nullable InetSocketAddress to;
        private long sinceNanos;

        Call(long id) {
            this.id = id;
        }
    }

    private final EventLoop loop;
    private final Work.Redirect target;
    private final Outcome outcome;
    private final Logger log;
    private final TargetAddresses names;
    private final TimeLimit patience;
    private final SocketWatch watch;
    private final EventLoop.Registration registration;
    private final Map<Long, Call> calls = new HashMap<>();

    Dialer(EventLoop loop, String service, Work.Redirect target, Outcome outcome, Logger log) throws IOException {
        this.loop = loop;
        this.target = target;
        this.outcome = outcome;
        this.log = log;
        this.names = new TargetAddresses(loop, service, target);
        this.patience = new TimeLimit(loop, LONGEST_CONNECT, id -> loop.execute(() -> late(id)));
        this.watch = SocketWatch.open(SocketWatch.Event.TRAFFIC);
        try {
            this.registration = loop.register(watch.descriptor(), SelectionKey.OP_READ, this::lookAtSome);
        } catch (IOException e) {
            watch.close();
            throw e;
        }
    }

    /** How many calls are under way. */
    int size() {
        return calls.size();
    }

    /** Begins a call; never answers before this returns. */
    void dial(long id) {
        Call call = new Call(id);
        calls.put(id, call);
        loop.execute(() -> ask(call));
    }

    private void ask(Call call) {
        if (calls.get(call.id) != call) {
            return;
        }
        names.ask(call.id, new TargetAddresses.Asker() {
            @Override
            public void found(List<InetAddress> addresses, boolean isNew) {
                call.addresses = addresses;
                call.isNew = isNew;
                call.failures.clear();
                addresses.stream()
                        .limit(MOST_ADDRESSES)
                        .map(address -> new InetSocketAddress(address, target.port()))
                        .forEach(call.left::add);
                next(call);
            }

            @Override
            public void unknown(String reason) {
                call.failures.add(reason);
                fail(call);
            }
        });
    }

    private void next(Call call) {
        if (calls.get(call.id) != call) {
            return;
        }
        while (!call.left.isEmpty()) {
            InetSocketAddress to = call.left.remove();
            try {
                Descriptor socket = OutgoingConnection.begin(to);
                call.socket = socket;
                call.to = to;
                call.sinceNanos = System.nanoTime();
                watch.watch(socket, call.id);
                patience.started(call.id);
                return;
            } catch (ErrnoException e) {
                hangUp(call);
                if (AcceptFailure.of(e) == AcceptFailure.EXHAUSTION) {
                    call.left.addFirst(to); // as accepting waits until there is a descriptor
                    loop.after(PAUSE_WITHOUT_RESOURCES, () -> next(call));
                    return;
                }
                failed(call, to, ErrnoException.describe(e.number()));
            }
        }
        if (call.isNew) {
            fail(call);
        } else {
            names.doubt(call.addresses);
            ask(call);
        }
    }

    private void lookAtSome() {
        try {
            for (long id : watch.take()) {
                Call call = calls.get(id);
                if (call != null && call.socket != null && call.to != null) {
                    look(call, call.socket, call.to);
                }
            }
        } catch (ErrnoException e) {
            log.error("cannot see what becomes of connecting: {}", e.getMessage());
        }
    }

    private void look(Call call, Descriptor socket, InetSocketAddress to) {
        try {
            int errno = OutgoingConnection.result(socket);
            if (errno == 0) {
                watch.forget(socket);
                patience.ended(call.id);
                calls.remove(call.id);
                outcome.connected(call.id, socket, to);
                return;
            }
            failed(call, to, ErrnoException.describe(errno));
        } catch (ErrnoException e) {
            failed(call, to, String.valueOf(e.getMessage()));
        }
        hangUp(call);
        next(call);
    }

    private void late(long id) {
        Call call = calls.get(id);
        if (call != null
                && call.socket != null
                && call.to != null
                && System.nanoTime() - call.sinceNanos >= LONGEST_CONNECT.toNanos()) {
            failed(call, call.to, "no answer in " + LONGEST_CONNECT.toSeconds() + " s");
            hangUp(call);
            next(call);
        }
    }

    private static void failed(Call call, InetSocketAddress to, String reason) {
        call.failures.add(NumericAddress.text(to) + ": " + reason);
    }

    private void fail(Call call) {
        if (calls.remove(call.id, call)) {
            outcome.failed(call.id, String.join("; ", call.failures));
        }
    }

    private void hangUp(Call call) {
        Descriptor socket = call.socket;
        if (socket != null) {
            patience.ended(call.id);
            watch.forget(socket);
            socket.close();
            call.socket = null;
            call.to = null;
        }
    }

    /** Gives a call up; nothing is told of it any more. */
    void forget(long id) {
        Call call = calls.remove(id);
        if (call != null) {
            hangUp(call);
            names.forget(id);
        }
    }

    /** Gives all calls up. */
    void close() {
        List.copyOf(calls.keySet()).forEach(this::forget);
        registration.cancel();
        watch.close();
    }
}
