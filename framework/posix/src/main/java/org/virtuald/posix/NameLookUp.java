package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.net.InetAddress;
import java.util.Optional;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/**
 * The name of an internet address as the machine resolves it, nsswitch.conf(5), and whether that name has the address:
 * getnameinfo(3) and getaddrinfo(3). Whoever owns the address chooses the name; only he who owns the name lets it have the
 * address.
 */
public final class NameLookUp {
    private static final int NAME_BYTES = 1025; // NI_MAXHOST, netdb.h
    private static final int NI_NAMEREQD = 8; // netdb.h
    private static final int AI_CANONNAME = 2; // netdb.h
    private static final int AI_NUMERICHOST = 4; // netdb.h
    private static final int EAI_NONAME = -2; // netdb.h
    private static final int EAI_NODATA = -5; // netdb.h
    private static final int SOCK_STREAM = 1; // bits/socket_type.h: each address once, not once for each type

    private NameLookUp() {}

    /** What there is to say about an address. */
    public sealed interface Answer {
        /**
         * It has this name, and the name has it.
         *
         * @param name as the machine writes it
         */
        record Named(String name) implements Answer {}

        /** It has no name. */
        record Nameless() implements Answer {}

        /** It has a name that does not have it, is one of several, or looks like an address. */
        record Disputed() implements Answer {}

        /**
         * Nobody could tell.
         *
         * @param error the number of gai_strerror(3)
         */
        record Failed(int error) implements Answer {}
    }

    /** Asks. May take as long as the machine's resolver lets it, half a minute and more: resolv.conf(5). For any thread. */
    public static Answer of(InetAddress address) {
        SocketAddresses addresses = new SocketAddresses();
        int length = addresses.encode(address, 0);
        Pointer host = Memory.allocateDirect(RUNTIME, NAME_BYTES, true);
        int error = LIBC.getnameinfo(addresses.memory(), length, host, NAME_BYTES, null, 0, NI_NAMEREQD);
        if (error != 0) {
            return error == EAI_NONAME ? new Answer.Nameless() : new Answer.Failed(error);
        }
        String name = host.getString(0);
        return isNumeric(name) ? new Answer.Disputed() : confirmed(name, address, addresses);
    }

    /** A name may be made to look like the address that rules speak of. */
    private static boolean isNumeric(String name) {
        Pointer result = Memory.allocateDirect(RUNTIME, Long.BYTES, true);
        boolean numeric = LIBC.getaddrinfo(name, null, hints(AI_NUMERICHOST), result) == 0;
        if (numeric) {
            LIBC.freeaddrinfo(result.getPointer(0));
        }
        return numeric;
    }

    private static Answer confirmed(String name, InetAddress address, SocketAddresses addresses) {
        Pointer result = Memory.allocateDirect(RUNTIME, Long.BYTES, true);
        int error = LIBC.getaddrinfo(name, null, hints(AI_CANONNAME), result);
        if (error != 0) {
            return error == EAI_NONAME || error == EAI_NODATA ? new Answer.Disputed() : new Answer.Failed(error);
        }
        Pointer first = result.getPointer(0);
        try {
            return isFor(name, first) && has(address, first, addresses)
                    ? new Answer.Named(name)
                    : new Answer.Disputed();
        } finally {
            LIBC.freeaddrinfo(first);
        }
    }

    /** Whether the name is its owner's first one, as tcp_wrappers want it; many machines call themselves localhost among others. */
    private static boolean isFor(String name, Pointer first) {
        CStructures.AddrInfo info = new CStructures.AddrInfo();
        info.useMemory(first);
        String canonical = info.canonname.get();
        return name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase(canonical);
    }

    private static boolean has(InetAddress address, Pointer first, SocketAddresses addresses) {
        Optional<Pointer> next = Optional.of(first);
        while (next.isPresent()) {
            CStructures.AddrInfo info = new CStructures.AddrInfo();
            info.useMemory(next.get());
            try {
                if (addresses
                        .decode(info.addr.get(), info.addrlen.get())
                        .getAddress()
                        .equals(address)) {
                    return true;
                }
            } catch (ErrnoException e) {
                // of a family that no connection has
            }
            next = Optional.ofNullable(info.next.get());
        }
        return false;
    }

    private static Pointer hints(int flags) {
        CStructures.AddrInfo hints = new CStructures.AddrInfo();
        Pointer memory = Memory.allocateDirect(RUNTIME, Struct.size(hints), true);
        hints.useMemory(memory);
        hints.flags.set(flags);
        hints.socktype.set(SOCK_STREAM);
        return memory;
    }
}
