package org.virtuald.launcher;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What the host may ask on the control channel; each request gets exactly one {@link ControlAnswer}. */
sealed interface ControlRequest {
    byte OPEN = 1;
    byte BIND = 2;
    byte READ_ROOTS = 3;
    byte ADDRESSES = 4;
    byte REMOVE = 5;
    byte BIND_FOR_BUNDLE = 6;
    byte LOOK_UP = 7;
    byte BIND_LOG = 8;

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
     * @param at one of the addresses that the endpoint stands for, {@link Addresses}; empty for the endpoint as it stands
     * @param shared whether listeners of the host that share their addresses are not in the way
     */
    record Bind(int handle, int endpoint, Optional<InetAddress> at, boolean shared) implements ControlRequest {}

    /**
     * Tell the addresses at which sockets are opened in the place of one endpoint.
     *
     * @param handle of the service, from the answer to its opening
     * @param endpoint the endpoint's place in the conf's list, from 0
     */
    record Addresses(int handle, int endpoint) implements ControlRequest {}

    /**
     * Read the roots table of an open service again.
     *
     * @param handle of the service, from the answer to its opening
     */
    record ReadRoots(int handle) implements ControlRequest {}

    /**
     * Take away the file of a Unix socket that was closed, if nobody listens there.
     *
     * @param endpoint as a conf names it
     */
    record Remove(String endpoint) implements ControlRequest {}

    /**
     * Bind an endpoint for a service of a bundle.
     *
     * @param endpoint as {@code virtuald.conf} lists it
     */
    record BindForBundle(String endpoint) implements ControlRequest {}

    /**
     * Tell what the roots table in force says about an address.
     *
     * @param handle of the service, from the answer to its opening
     * @param address the local address of a connection; empty for that of a Unix socket
     */
    record LookUp(int handle, Optional<InetAddress> address) implements ControlRequest {}

    /**
     * Bind {@code /dev/log} in a root.
     *
     * @param handle of the service, from the answer to its opening
     * @param number the root's place among the directories of the roots table, from 0
     * @param root the directory, as the host has read it there
     */
    record BindLog(int handle, int number, String root) implements ControlRequest {}

    /** Writes a request. */
    static void encode(ControlRequest request, ByteBuffer into) {
        if (request instanceof Open open) {
            Wire.start(into, OPEN);
            Wire.putText(into, open.service());
            Wire.putText(into, open.digest());
        } else if (request instanceof Bind bind) {
            Wire.start(into, BIND).putInt(bind.handle()).putInt(bind.endpoint()).putInt(bind.shared() ? 1 : 0);
            Wire.putHosts(into, bind.at().map(List::of).orElse(List.of()));
        } else if (request instanceof Remove remove) {
            Wire.start(into, REMOVE);
            Wire.putText(into, remove.endpoint());
        } else if (request instanceof BindForBundle bind) {
            Wire.start(into, BIND_FOR_BUNDLE);
            Wire.putText(into, bind.endpoint());
        } else if (request instanceof Addresses addresses) {
            Wire.start(into, ADDRESSES).putInt(addresses.handle()).putInt(addresses.endpoint());
        } else if (request instanceof LookUp lookUp) {
            Wire.start(into, LOOK_UP).putInt(lookUp.handle());
            Wire.putHosts(into, lookUp.address().map(List::of).orElse(List.of()));
        } else if (request instanceof BindLog bind) {
            Wire.start(into, BIND_LOG).putInt(bind.handle()).putInt(bind.number());
            Wire.putText(into, bind.root());
        } else if (request instanceof ReadRoots readRoots) {
            Wire.start(into, READ_ROOTS).putInt(readRoots.handle());
        }
    }

    /** Reads a request that fills the buffer. */
    static ControlRequest decode(ByteBuffer from) throws MalformedMessageException {
        return Wire.decode(from, false, (type, fields) -> switch (type) {
            case OPEN -> new Open(Wire.getText(fields), Wire.getText(fields));
            case BIND -> bind(fields);
            case REMOVE -> new Remove(Wire.getText(fields));
            case BIND_FOR_BUNDLE -> new BindForBundle(Wire.getText(fields));
            case ADDRESSES -> new Addresses(fields.getInt(), fields.getInt());
            case READ_ROOTS -> new ReadRoots(fields.getInt());
            case LOOK_UP -> new LookUp(fields.getInt(), getOne(fields));
            case BIND_LOG -> new BindLog(fields.getInt(), fields.getInt(), Wire.getText(fields));
            default -> throw Wire.unknownType(type);
        });
    }

    private static Bind bind(ByteBuffer fields) throws MalformedMessageException {
        int handle = fields.getInt();
        int endpoint = fields.getInt();
        boolean shared = fields.getInt() != 0;
        return new Bind(handle, endpoint, getOne(fields), shared);
    }

    private static Optional<InetAddress> getOne(ByteBuffer fields) throws MalformedMessageException {
        List<InetAddress> at = Wire.getHosts(fields);
        if (at.size() > 1) {
            throw new MalformedMessageException(at.size() + " addresses in the place of one");
        }
        return at.stream().findFirst();
    }
}
