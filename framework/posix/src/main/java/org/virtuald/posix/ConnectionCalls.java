package org.virtuald.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Arrays;
import jnr.ffi.Pointer;

/**
 * The functions of glibc that every connection needs, under their C names; results as their man pages say, and the error in
 * {@link Libc#errno()}. They go through jffi, which JNR's bindings stand on, without the proxies, boxed arguments and buffers of
 * those: a tenth of the host's and the launcher's time for a connection. For that, arguments are numbers and native
 * memory only, which the caller has to keep reachable until the call is over.
 */
@SuppressWarnings("MethodName")
final class ConnectionCalls {
    private static final Invoker INVOKER = Invoker.getInstance();
    private static final Library LIBRARY = Library.getCachedInstance("libc.so.6", Library.LAZY);
    private static final CallContext ONE = context(1);
    private static final CallContext THREE = context(3);
    private static final CallContext FOUR = context(4);

    private static final long ACCEPT4 = function("accept4");
    private static final long CLOSE = function("close");
    private static final long EPOLL_WAIT = function("epoll_wait");
    private static final long GETPEERNAME = function("getpeername");
    private static final long GETSOCKNAME = function("getsockname");
    private static final long RECVMSG = function("recvmsg");
    private static final long SENDMSG = function("sendmsg");
    private static final long WAIT4 = function("wait4");
    private static final long WAITID = function("waitid");

    private ConnectionCalls() {}

    /** Every argument and the result fill a register; what an int does not use of it is not looked at. */
    private static CallContext context(int arguments) {
        Type[] types = new Type[arguments];
        Arrays.fill(types, Type.SINT64);
        return new CallContext(Type.SINT64, types);
    }

    private static long function(String name) {
        long address = LIBRARY.getSymbolAddress(name);
        if (address == 0) {
            throw new UnsatisfiedLinkError(name + ": " + Library.getLastError());
        }
        return address;
    }

    /**
     * @param length an int of native memory
     */
    static int accept4(int fd, Pointer address, Pointer length, int flags) {
        return (int) INVOKER.invokeN4(FOUR, ACCEPT4, fd, address.address(), length.address(), flags);
    }

    static int close(int fd) {
        return (int) INVOKER.invokeN1(ONE, CLOSE, fd);
    }

    static int epoll_wait(int epoll, Pointer events, int most, int timeout) {
        return (int) INVOKER.invokeN4(FOUR, EPOLL_WAIT, epoll, events.address(), most, timeout);
    }

    /**
     * @param length an int of native memory
     */
    static int getpeername(int fd, Pointer address, Pointer length) {
        return (int) INVOKER.invokeN3(THREE, GETPEERNAME, fd, address.address(), length.address());
    }

    /**
     * @param length an int of native memory
     */
    static int getsockname(int fd, Pointer address, Pointer length) {
        return (int) INVOKER.invokeN3(THREE, GETSOCKNAME, fd, address.address(), length.address());
    }

    static long recvmsg(int fd, Pointer message, int flags) {
        return INVOKER.invokeN3(THREE, RECVMSG, fd, message.address(), flags);
    }

    static long sendmsg(int fd, Pointer message, int flags) {
        return INVOKER.invokeN3(THREE, SENDMSG, fd, message.address(), flags);
    }

    /**
     * @param status an int of native memory
     */
    static int wait4(int pid, Pointer status, int options, Pointer usage) {
        return (int) INVOKER.invokeN4(FOUR, WAIT4, pid, status.address(), options, usage.address());
    }

    static int waitid(int kind, int id, Pointer information, int options) {
        return (int) INVOKER.invokeN4(FOUR, WAITID, kind, id, information.address(), options);
    }
}
