package org.virtuald.launcher;

import java.nio.ByteBuffer;

/** What the host may ask on the control channel; each request gets exactly one {@link ControlAnswer}. */
sealed interface ControlRequest {
    byte OPEN = 1;
    byte BIND = 2;
    byte READ_ROOTS = 3;

    /**
     * Open a service: read its conf and roots table, resolve its user, make a launch channel.
     *
     * @param service the service's name
     * @param digest of the conf as the host read it; the launcher must have read the same
     */
    record Open(String service, String digest) implements ControlRequest {}

    /**
     * Bind one endpoint of a service that is open.
     *
     * @param handle of the service, from the answer to its opening
     * @param endpoint the endpoint's place in the conf's list, from 0
     * @param shared whether listeners of the host that share their addresses are not in the way
     */
    record Bind(int handle, int endpoint, boolean shared) implements ControlRequest {}

    /**
     * Read the roots table of an open service again.
     *
     * @param handle of the service, from the answer to its opening
     */
    record ReadRoots(int handle) implements ControlRequest {}

    /** Writes a request. */
    static void encode(ControlRequest request, ByteBuffer into) {
        if (request instanceof Open open) {
            Wire.start(into, OPEN);
            Wire.putText(into, open.service());
            Wire.putText(into, open.digest());
        } else if (request instanceof Bind bind) {
            Wire.start(into, BIND).putInt(bind.handle()).putInt(bind.endpoint()).putInt(bind.shared() ? 1 : 0);
        } else if (request instanceof ReadRoots readRoots) {
            Wire.start(into, READ_ROOTS).putInt(readRoots.handle());
        }
    }

    /** Reads a request that fills the buffer. */
    static ControlRequest decode(ByteBuffer from) throws MalformedMessageException {
        return Wire.decode(from, false, (type, fields) -> switch (type) {
            case OPEN -> new Open(Wire.getText(fields), Wire.getText(fields));
            case BIND -> new Bind(fields.getInt(), fields.getInt(), fields.getInt() != 0);
            case READ_ROOTS -> new ReadRoots(fields.getInt());
            default -> throw Wire.unknownType(type);
        });
    }
}
