package org.virtuald.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.virtuald.conf.Work;

/**
 * The addresses of a target that may have a name. A name is looked up by a thread of its own, one at a time: the resolver of
 * the C library waits as long as it likes. What it has found is used until it is old, or nobody answers there; what is old is
 * used while the next look-up is under way. Confined to its event loop.
 */
final class TargetAddresses {
    private static final Duration LONGEST_LOOK_UP = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** Who has asked for them. */
    interface Asker {
        /**
         * They are known.
         *
         * @param addresses at least one
         * @param isNew whether another question now would have no other answer
         */
        void found(List<InetAddress> addresses, boolean isNew);

        /** They are not to be had. */
        void unknown(String reason);
    }

    private final EventLoop loop;
    private final Work.Redirect target;
    private final String service;
    private final TimeLimit patience;
    private final Map<Long, Asker> askers = new LinkedHashMap<>();
    private List<InetAddress> known = List.of();
    private long knownSince;
    private boolean isLookingUp;

    TargetAddresses(EventLoop loop, String service, Work.Redirect target) {
        this.loop = loop;
        this.service = service;
        this.target = target;
        this.patience = new TimeLimit(loop, LONGEST_LOOK_UP, id -> loop.execute(() -> late(id)));
    }

    /** Asks for the addresses; the answer may come before this returns. */
    void ask(long id, Asker asker) {
        if (target.address().isPresent()) {
            asker.found(List.of(target.address().get()), true);
        } else if (known.isEmpty()) {
            askers.put(id, asker);
            patience.started(id);
            lookUp();
        } else {
            if (System.nanoTime() - knownSince > FRESH.toNanos()) {
                lookUp();
            }
            asker.found(known, false);
        }
    }

    /** Nobody answers at these addresses: the name may have others by now. */
    void doubt(List<InetAddress> addresses) {
        if (known.equals(addresses)) {
            known = List.of();
        }
    }

    /** Does not answer any more. */
    void forget(long id) {
        askers.remove(id);
        patience.ended(id);
    }

    private void lookUp() {
        if (isLookingUp) {
            return;
        }
        isLookingUp = true;
        Thread thread = new Thread(
                () -> {
                    try {
                        List<InetAddress> found = List.of(InetAddress.getAllByName(target.host()));
                        loop.execute(() -> found(found));
                    } catch (UnknownHostException e) {
                        loop.execute(() -> failed("the name is not known: " + e.getMessage()));
                    } catch (RuntimeException | Error e) {
                        loop.execute(() -> failed(e.toString()));
                    }
                },
                service + "/names");
        thread.setDaemon(true);
        thread.start();
    }

    private void found(List<InetAddress> addresses) {
        isLookingUp = false;
        known = addresses;
        knownSince = System.nanoTime();
        take().forEach(asker -> asker.found(addresses, true));
    }

    private void failed(String reason) {
        isLookingUp = false;
        take().forEach(asker -> asker.unknown(reason));
    }

    private List<Asker> take() {
        List<Asker> all = List.copyOf(askers.values());
        List.copyOf(askers.keySet()).forEach(this::forget);
        return all;
    }

    private void late(long id) {
        Asker asker = askers.remove(id);
        if (asker != null) {
            asker.unknown("no answer about the name in " + LONGEST_LOOK_UP.toSeconds() + " s");
        }
    }
}
