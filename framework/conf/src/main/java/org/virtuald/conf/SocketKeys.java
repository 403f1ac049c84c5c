package org.virtuald.conf;

import java.util.List;
import java.util.OptionalInt;

/** The keys of {@code services/NAME.conf} about sockets. */
final class SocketKeys {

    static final Key<OptionalInt> BACKLOG = Key.optional(
            "backlog",
            "how many connections the kernel holds before they are accepted",
            ValueType.number(1, Integer.MAX_VALUE).map(OptionalInt::of),
            OptionalInt.empty());

    static final List<Key<?>> ALL = List.of(BACKLOG);

    private SocketKeys() {}

    static SocketOptions options(Section section) {
        return new SocketOptions(section.get(BACKLOG));
    }
}
