package org.virtuald.posix;

import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.annotations.Variadic;
import org.jspecify.annotations.Nullable;

/**
 * The functions of glibc that this project calls, under their C names; results and errno as their man pages say. Public
 * only because JNR generates its implementation elsewhere: other packages use the classes of this one.
 */
@SuppressWarnings("MethodName")
public interface Libc {

    /** The one binding of the process. */
    Libc LIBC = LibraryLoader.create(Libc.class).load("libc.so.6");

    /** The native runtime that structures and memory of this binding belong to. */
    Runtime RUNTIME = Runtime.getRuntime(LIBC);

    /** The calling thread's errno, as its latest call through this binding left it. */
    static int errno() {
        return LastError.getLastError(RUNTIME);
    }

    int socket(int domain, int type, int protocol);

    int bind(int fd, Pointer address, int length);

    int connect(int fd, Pointer address, int length);

    int listen(int fd, int backlog);

    int setsockopt(int fd, int level, int name, @In int[] value, int length);

    int getsockopt(int fd, int level, int name, @Out int[] value, @In @Out int[] length);

    int setsockopt(int fd, int level, int name, Pointer value, int length);

    int socketpair(int domain, int type, int protocol, @Out int[] pair);

    long send(int fd, Pointer buffer, long count, int flags);

    long recv(int fd, Pointer buffer, long count, int flags);

    long recvfrom(int fd, Pointer buffer, long count, int flags, Pointer address, Pointer length);

    int poll(Pointer files, long count, int timeout);

    int shutdown(int fd, int how);

    int pipe2(@Out int[] pair, int flags);

    int epoll_create1(int flags);

    int epoll_ctl(int epoll, int operation, int fd, Pointer event);

    long read(int fd, Pointer buffer, long count);

    long write(int fd, Pointer buffer, long count);

    @Variadic(fixedCount = 2)
    int fcntl(int fd, int command, int argument);

    @Variadic(fixedCount = 2)
    int open(String path, int flags, int mode);

    int mkdir(String path, int mode);

    int rmdir(String path);

    int memfd_create(String name, int flags);

    int posix_spawn(@Out int[] pid, String path, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

    int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    int posix_spawn_file_actions_addopen(Pointer actions, int fd, String path, int flags, int mode);

    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

    int posix_spawn_file_actions_destroy(Pointer actions);

    int sigemptyset(Pointer set);

    int kill(int pid, int signal);

    int getpwnam_r(String name, Pointer entry, Pointer buffer, long size, Pointer result);

    int getpwuid_r(int uid, Pointer entry, Pointer buffer, long size, Pointer result);

    int getgrnam_r(String name, Pointer entry, Pointer buffer, long size, Pointer result);

    int getgrouplist(String user, int group, @Out int[] groups, @In @Out int[] count);

    int getnameinfo(
            Pointer address,
            int length,
            Pointer host,
            int hostSize,
            @Nullable Pointer service,
            int serviceSize,
            int flags);

    int getaddrinfo(String node, @Nullable String service, Pointer hints, Pointer result);

    void freeaddrinfo(Pointer result);

    int geteuid();

    int getpid();

    int umask(int mask);

    int clock_gettime(int clock, @Out long[] time);

    int getrlimit(int resource, Pointer limit);

    int setrlimit(int resource, Pointer limit);

    int setgroups(long count, int[] groups);

    int setresgid(int real, int effective, int saved);

    int setresuid(int real, int effective, int saved);

    @Variadic(fixedCount = 1)
    int prctl(int option, long argument2, long argument3, long argument4, long argument5);

    @Variadic(fixedCount = 1)
    long syscall(long number, long argument1, long argument2, Pointer argument3);
}
