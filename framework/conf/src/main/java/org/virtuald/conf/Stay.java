package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How a client of a service is received, and how long its program may stay.
 *
 * @param banner what a client is sent before its program starts; may be empty
 * @param refusal what a client is sent that is refused; may be empty
 * @param timeLimit how long the program of a connection may run, a second or more; empty for as long as it likes
 * @param killOnClose whether the program is ended when its client has closed the connection
 */
public record Stay(String banner, String refusal, Optional<Duration> timeLimit, boolean killOnClose) {

    /** Checks that nothing is missing. */
    public Stay {
        requireNonNull(banner, "banner");
        requireNonNull(refusal, "refusal");
        requireNonNull(timeLimit, "timeLimit");
    }
}
