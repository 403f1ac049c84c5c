package org.virtuald.launcher;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** What a launch channel can be asked. */
sealed interface LaunchRequest {
    byte LAUNCH = 1;
    byte TERMINATE = 2;
    byte LAUNCH_PROXIED = 3;

    /** The host's number for the connection. */
    long connection();

    /**
     * Run the channel's service on the connection whose descriptor comes along. A second descriptor, where the conf sends
     * standard error to the log, becomes the program's.
     *
     * @param connection the host's number for it, repeated in the answers
     * @param proxied the addresses to be used instead of the socket's own; only for a peer that the conf trusts to tell some
     */
    record Launch(long connection, Optional<ProxiedAddresses> proxied) implements LaunchRequest {}

    /**
     * End the program of a connection, and all processes of its group: SIGTERM, then SIGKILL for what is left. There is no
     * answer but the usual one when the program has ended; a connection without a program is nothing to do.
     *
     * @param connection the host's number for it
     * @param grace from the one signal to the other; zero for SIGKILL at once
     */
    record Terminate(long connection, Duration grace) implements LaunchRequest {}

    /** Writes a request. */
    static void encode(LaunchRequest request, ByteBuffer into) {
        if (request instanceof Launch launch) {
            Wire.start(into, launch.proxied().isPresent() ? LAUNCH_PROXIED : LAUNCH)
                    .putLong(launch.connection());
            launch.proxied().ifPresent(addresses -> {
                Wire.putAddress(into, addresses.source());
                Wire.putAddress(into, addresses.destination());
            });
        } else if (request instanceof Terminate terminate) {
            Wire.start(into, TERMINATE).putLong(terminate.connection()).putInt((int)
                    terminate.grace().toMillis());
        }
    }

    /** Reads a request that fills the buffer. */
    static LaunchRequest decode(ByteBuffer from) throws MalformedMessageException {
        return Wire.decode(from, false, (type, fields) -> switch (type) {
            case LAUNCH -> new Launch(fields.getLong(), Optional.empty());
            case LAUNCH_PROXIED ->
                new Launch(
                        fields.getLong(),
                        Optional.of(new ProxiedAddresses(Wire.getAddress(fields), Wire.getAddress(fields))));
            case TERMINATE -> new Terminate(fields.getLong(), grace(fields.getInt()));
            default -> throw Wire.unknownType(type);
        });
    }

    private static Duration grace(int millis) throws MalformedMessageException {
        if (millis < 0) {
            throw new MalformedMessageException("a grace of " + millis + " ms");
        }
        return Duration.ofMillis(millis);
    }
}
