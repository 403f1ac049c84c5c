package org.virtuald.host;

import java.util.concurrent.atomic.AtomicLong;

/** Gives each connection of this host a number of its own, from 1 on. Any thread may ask. */
final class ConnectionNumbers {
    private final AtomicLong last = new AtomicLong();

    long next() {
        return last.incrementAndGet();
    }
}
