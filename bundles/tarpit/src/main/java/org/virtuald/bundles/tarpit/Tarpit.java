package org.virtuald.bundles.tarpit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.virtuald.service.Arrival;
import org.virtuald.service.ConnectionFilter;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;
import org.virtuald.service.Verdict;

/**
 * Holds the connections of an address that has opened too many within the window, until enough of them are older than that.
 * Such an address is slowed down to the allowed rate; nobody else notices. An IPv6 address stands for its network of 64 bits,
 * whose addresses are one machine's to choose from. For any thread.
 */
final class Tarpit implements ConnectionFilter {
    private static final int MOST_SOURCES = 100_000;
    private static final int NETWORK_BYTES = 8;

    /** Held connections that come back at the same moment have to be looked at once more: not more often than this. */
    private static final Duration SHORTEST_HOLD = Duration.ofMillis(50);

    private final Settings settings;
    private final LongSupplier nanoTime;

    /** When each source opened its latest connections, the source that did so first in front; guarded by this. */
    private final Map<String, Deque<Long>> opened = new LinkedHashMap<>();

    /**
     * @param nanoTime the time, as {@link System#nanoTime}
     */
    Tarpit(Settings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized Verdict examine(Arrival arrival) {
        if (arrival.endpoint() instanceof Endpoint.Udp) {
            return Verdict.accept(); // whose address it bears may have nothing to do with it
        }
        long now = nanoTime.getAsLong();
        String source = source(arrival.remote().getAddress());
        Deque<Long> times = opened.getOrDefault(source, new ArrayDeque<>());
        forgetOld(times, now);
        if (times.size() >= settings.connections()) {
            long left = times.element() + settings.window().toNanos() - now;
            return hold(Duration.ofNanos(left));
        }
        times.add(now);
        opened.remove(source); // to the end
        opened.put(source, times);
        forgetOldSources(now);
        return Verdict.accept();
    }

    private static Verdict hold(Duration time) {
        if (time.compareTo(SHORTEST_HOLD) < 0) {
            return Verdict.hold(SHORTEST_HOLD);
        }
        return Verdict.hold(time.compareTo(Verdict.Hold.LONGEST) > 0 ? Verdict.Hold.LONGEST : time);
    }

    private void forgetOld(Deque<Long> times, long now) {
        while (!times.isEmpty() && now - times.element() >= settings.window().toNanos()) {
            times.remove();
        }
    }

    /** In the order of their latest connection, so that a look at the first few is enough. */
    private void forgetOldSources(long now) {
        var sources = opened.values().iterator();
        while (sources.hasNext()) {
            Deque<Long> first = sources.next();
            boolean isOld = now - first.getLast() >= settings.window().toNanos();
            if (!isOld && opened.size() <= MOST_SOURCES) {
                return;
            }
            sources.remove();
        }
    }

    private static String source(InetAddress address) {
        if (address instanceof Inet6Address) {
            byte[] network = Arrays.copyOf(address.getAddress(), NETWORK_BYTES);
            return Arrays.toString(network);
        }
        return NumericAddress.text(address);
    }
}
