package org.virtuald.host.traffic;

import java.util.Optional;

/**
 * A connection that has not ended.
 *
 * @param contact whose it is
 * @param started how it began; empty while it waits to be served
 * @param ending whether its end was asked for
 */
public record LiveConnection(Contact contact, Optional<ConnectionEvent.Started> started, boolean ending) {

    /** What it is doing, a word of the control socket: {@code waiting}, {@code running} or {@code ending}. */
    public String state() {
        if (ending) {
            return "ending";
        }
        return started.isPresent() ? "running" : "waiting";
    }
}
