package org.virtuald.posix;

import static org.virtuald.posix.Libc.RUNTIME;

import java.time.Duration;
import jnr.ffi.Struct;

/** The C library's structures that this package reads or fills, field by field as their headers declare them. */
@SuppressWarnings("UnusedVariable") // fields that nobody reads give the others their offsets
final class CStructures {
    private CStructures() {}

    /** struct msghdr, bits/socket.h. */
    static final class MsgHdr extends Struct {
        final Pointer name = new Pointer();
        final Unsigned32 namelen = new Unsigned32();
        final Pointer iov = new Pointer();
        final size_t iovlen = new size_t();
        final Pointer control = new Pointer();
        final size_t controllen = new size_t();
        final Signed32 flags = new Signed32();

        MsgHdr() {
            super(RUNTIME);
        }
    }

    /** struct iovec, bits/types/struct_iovec.h. */
    static final class IoVec extends Struct {
        final Pointer base = new Pointer();
        final size_t len = new size_t();

        IoVec() {
            super(RUNTIME);
        }
    }

    /** struct cmsghdr, bits/socket.h; its data follow, aligned to a size_t. */
    static final class CmsgHdr extends Struct {
        final size_t len = new size_t();
        final Signed32 level = new Signed32();
        final Signed32 type = new Signed32();

        CmsgHdr() {
            super(RUNTIME);
        }
    }

    /** struct passwd, pwd.h. */
    static final class Passwd extends Struct {
        final UTF8StringRef name = new UTF8StringRef();
        final UTF8StringRef password = new UTF8StringRef();
        final Unsigned32 uid = new Unsigned32();
        final Unsigned32 gid = new Unsigned32();
        final Pointer gecos = new Pointer();
        final Pointer directory = new Pointer();
        final Pointer shell = new Pointer();

        Passwd() {
            super(RUNTIME);
        }
    }

    /** struct group, grp.h. */
    static final class Group extends Struct {
        final UTF8StringRef name = new UTF8StringRef();
        final UTF8StringRef password = new UTF8StringRef();
        final Unsigned32 gid = new Unsigned32();
        final Pointer members = new Pointer();

        Group() {
            super(RUNTIME);
        }
    }

    /** struct addrinfo, netdb.h. */
    static final class AddrInfo extends Struct {
        final Signed32 flags = new Signed32();
        final Signed32 family = new Signed32();
        final Signed32 socktype = new Signed32();
        final Signed32 protocol = new Signed32();
        final Unsigned32 addrlen = new Unsigned32();
        final Pointer addr = new Pointer();
        final UTF8StringRef canonname = new UTF8StringRef();
        final Pointer next = new Pointer();

        AddrInfo() {
            super(RUNTIME);
        }
    }

    /** struct sock_filter, linux/filter.h. */
    static final class SockFilter extends Struct {
        final Unsigned16 code = new Unsigned16();
        final Unsigned8 jumpIfTrue = new Unsigned8();
        final Unsigned8 jumpIfFalse = new Unsigned8();
        final Unsigned32 operand = new Unsigned32();

        SockFilter() {
            super(RUNTIME);
        }
    }

    /** struct sock_fprog, linux/filter.h. */
    static final class SockFprog extends Struct {
        final Unsigned16 length = new Unsigned16();
        final Pointer filter = new Pointer();

        SockFprog() {
            super(RUNTIME);
        }
    }

    /** struct timeval, bits/types/struct_timeval.h. */
    static final class TimeVal extends Struct {
        final SignedLong seconds = new SignedLong();
        final SignedLong micros = new SignedLong();

        TimeVal() {
            super(RUNTIME);
        }

        Duration duration() {
            return Duration.ofSeconds(seconds.get(), micros.get() * 1000);
        }
    }

    /** struct rusage, bits/types/struct_rusage.h. */
    static final class ResourceUsage extends Struct {
        final TimeVal user = inner(new TimeVal());
        final TimeVal system = inner(new TimeVal());
        final SignedLong maxrss = new SignedLong();
        final SignedLong[] rest = array(new SignedLong[13]); // ru_ixrss to ru_nivcsw

        ResourceUsage() {
            super(RUNTIME);
        }
    }

    /** struct rlimit, bits/resource.h. */
    static final class SocketFilter extends Struct {
        final Unsigned16 length = new Unsigned16();
        final Pointer instructions = new Pointer();

        SocketFilter() {
            super(RUNTIME);
        }
    }

    static final class RLimit extends Struct {
        final UnsignedLong soft = new UnsignedLong();
        final UnsignedLong hard = new UnsignedLong();

        RLimit() {
            super(RUNTIME);
        }
    }
}
