package org.virtuald.launcher;

import java.nio.ByteBuffer;

/**
 * The one thing a launch channel can be asked: run the channel's service on the connection whose descriptor comes along.
 *
 * @param connection the host's number for it, repeated in the answers
 */
record LaunchRequest(long connection) {
    static final byte LAUNCH = 1;

    /** Writes a request. */
    void encode(ByteBuffer into) {
        Wire.start(into, LAUNCH).putLong(connection);
    }

    /** Reads a request that fills the buffer. */
    static LaunchRequest decode(ByteBuffer from) throws MalformedMessageException {
        return Wire.decode(from, false, (type, fields) -> {
            if (type != LAUNCH) {
                throw Wire.unknownType(type);
            }
            return new LaunchRequest(fields.getLong());
        });
    }
}
