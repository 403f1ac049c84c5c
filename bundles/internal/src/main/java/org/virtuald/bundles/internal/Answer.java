package org.virtuald.bundles.internal;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What is said to a datagram; empty for nothing. */
@FunctionalInterface
interface Answer {
    Optional<ByteBuffer> to(ByteBuffer payload);
}
