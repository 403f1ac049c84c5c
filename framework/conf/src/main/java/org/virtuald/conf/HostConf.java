package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What {@code virtuald.conf} says about the host itself.
 *
 * @param user whom the host becomes once the launcher runs; empty to stay who it is
 * @param logLevel how much the log says
 * @param verbose whether every service logs as if it were verbose itself
 */
public record HostConf(Optional<UserName> user, LogLevel logLevel, boolean verbose) {

    /** Checks that nothing is missing. */
    public HostConf {
        requireNonNull(user, "user");
        requireNonNull(logLevel, "logLevel");
    }
}
