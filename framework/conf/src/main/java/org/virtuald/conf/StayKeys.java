package org.virtuald.conf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code services/NAME.conf} about the stay of a client. */
final class StayKeys {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration YEAR = Duration.ofDays(366);

    static final Key<String> BANNER =
            Key.optional("banner", "what a client is sent before its program starts", Banner::read, "");
    static final Key<String> REFUSAL =
            Key.optional("refusal", "what a client is sent that is refused", Banner::read, "");
    static final Key<Optional<Duration>> TIME_LIMIT = Key.optional(
            "time-limit",
            "how long the program of a connection may run",
            ValueType.duration(SECOND, YEAR).map(Optional::of),
            Optional.empty());
    static final Key<Boolean> KILL_ON_CLOSE = Key.optional(
            "kill-on-close",
            "whether the program is ended when its client has closed the connection",
            ValueType.flag(),
            false);

    static final List<Key<?>> ALL = List.of(BANNER, REFUSAL, TIME_LIMIT, KILL_ON_CLOSE);

    private StayKeys() {}

    static Stay stay(Section section) {
        return new Stay(section.get(BANNER), section.get(REFUSAL), section.get(TIME_LIMIT), section.get(KILL_ON_CLOSE));
    }
}
