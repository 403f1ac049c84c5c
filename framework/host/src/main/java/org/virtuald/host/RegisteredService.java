package org.virtuald.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Endpoint;

/**
 * A service that a bundle has registered and, while that is possible, its sockets. For any thread.
 *
 * @param <S> the interface under which it is registered
 */
final class RegisteredService<S> {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final BundleServiceTerms terms;
    private final long bundle;
    private final S service;
    private final ServiceKind<S> kind;
    private final EventLoops loops;
    private final BundleListeners sockets;
    private final ServiceNames names;
    private ServiceKind.@Nullable Open running; // guarded by this
    private @Nullable EventLoop loop; // guarded by this
    private List<Listener> listeners = List.of(); // guarded by this

    /** Of a predecessor, while another endpoint cannot be opened: clients wait there. */
    private List<Listener> kept = new ArrayList<>(); // guarded by this

    private boolean ended; // guarded by this
    private String told = ""; // guarded by this
    private boolean passing; // guarded by this

    /**
     * @param bundle the number of the bundle that has registered it
     */
    RegisteredService(
            BundleServiceTerms terms,
            long bundle,
            S service,
            ServiceKind<S> kind,
            EventLoops loops,
            BundleListeners sockets,
            ServiceNames names) {
        this.terms = terms;
        this.bundle = bundle;
        this.service = service;
        this.kind = kind;
        this.loops = loops;
        this.sockets = sockets;
        this.names = names;
    }

    String name() {
        return terms.name();
    }

    synchronized boolean isOpen() {
        return running != null && !ended;
    }

    /** Why it is not open, if that may be otherwise later without anybody doing anything about it. */
    synchronized Optional<String> waitsFor() {
        return running == null && !ended && passing ? Optional.of(terms.name() + ": " + told) : Optional.empty();
    }

    /** How it stands. */
    synchronized BundleServiceState state() {
        return new BundleServiceState(
                terms.name(),
                kind.word(),
                bundle,
                running != null && !ended,
                names.isPaused(terms.name()),
                told,
                terms.endpoints(),
                listeners);
    }

    /** Does work on the service's loop, if it is open. */
    synchronized boolean onLoop(Consumer<ServiceKind.Open> work) {
        ServiceKind.Open open = running;
        if (open == null || loop == null || ended) {
            return false;
        }
        loop.execute(() -> work.accept(open));
        return true;
    }

    /** Closes one of its connections. */
    void close(long connection) {
        onLoop(open -> open.close(connection));
    }

    /** Where it is open; nowhere while it is not. */
    synchronized List<String> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    synchronized void openIfPossible() {
        if (running != null || ended) {
            return;
        }
        if (!names.take(terms.name())) {
            tell("there is a service of that name already; this one is not opened", false);
            return;
        }
        try {
            start(openListeners());
            LOG.info(
                    "{} on {}",
                    terms.name(),
                    listeners.stream().map(Listener::address).collect(Collectors.joining(", ")));
            told = "";
        } catch (ErrnoException e) {
            names.giveBack(terms.name());
            tell(OpenFailure.reason(e), OpenFailure.mayPass(e));
        } catch (IOException e) {
            names.giveBack(terms.name());
            tell(String.valueOf(e.getMessage()), true);
        }
    }

    private List<Listener> openListeners() throws ErrnoException {
        for (Endpoint endpoint : terms.endpoints()) { // all first: one that cannot be opened ends the next loop
            if (!isKept(endpoint)) {
                kept.addAll(sockets.claim(endpoint));
            }
        }
        List<Listener> opened = new ArrayList<>();
        try {
            for (Endpoint endpoint : terms.endpoints()) {
                if (!isKept(endpoint)) {
                    opened.addAll(sockets.open(endpoint));
                }
            }
        } catch (ErrnoException | RuntimeException e) {
            opened.forEach(sockets::close);
            throw e;
        }
        opened.addAll(kept);
        kept = new ArrayList<>();
        return List.copyOf(opened);
    }

    private boolean isKept(Endpoint endpoint) {
        return kept.stream().anyMatch(one -> one.endpoint().equals(endpoint));
    }

    private void start(List<Listener> opened) throws IOException {
        EventLoop joined = loops.join();
        try {
            running = joined.call(() -> {
                ServiceKind.Open made = kind.open(terms, service, opened, joined);
                made.pause(names.isPaused(terms.name()));
                made.start();
                return made;
            });
        } catch (IOException e) {
            opened.forEach(sockets::close);
            loops.leave(joined);
            throw e;
        }
        loop = joined;
        listeners = opened;
    }

    private void tell(String reason, boolean mayPass) {
        passing = mayPass;
        if (!reason.equals(told)) {
            told = reason;
            LOG.error("{}: {}", terms.name(), reason);
        }
    }

    void end() {
        ServiceKind.Open stopping;
        EventLoop left;
        synchronized (this) {
            ended = true;
            stopping = running;
            left = loop;
            listeners = List.of();
            sockets.leave(kept);
            kept = new ArrayList<>();
        }
        if (stopping != null) {
            stopping.stop(sockets::leave); // not under the lock: it waits for threads that may ask for it
            loops.leave(Objects.requireNonNull(left));
            names.giveBack(terms.name());
        }
    }
}
