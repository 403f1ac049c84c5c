package org.virtuald.host.traffic;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by a key, of which there are few. Any thread may count and read.
 *
 * @param <K> what is counted
 */
final class Tally<K extends Comparable<K>> {
    private final Map<K, LongAdder> counts = new ConcurrentHashMap<>();

    void count(K key) {
        counts.computeIfAbsent(key, none -> new LongAdder()).increment();
    }

    /** Those that have occurred, sorted. */
    Map<K, Long> counts() {
        Map<K, Long> sums = new TreeMap<>();
        counts.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
