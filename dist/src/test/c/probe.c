/* Tells on stdout what a program finds when it starts: one "name value ..." a line. Linked statically, because it runs
   alone in its root. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct sigaction of the kernel: the C library's hides the signals that it uses itself */
struct kernel_sigaction {
    void *handler;
    unsigned long flags;
    void *restorer;
    unsigned long mask;
};

static void descriptors(long limit)
{
    printf("descriptors");
    for (long fd = 0; fd < limit; fd++)
        if (fcntl((int) fd, F_GETFD) != -1)
            printf(" %ld", fd);
    printf("\n");
    for (int fd = 0; fd <= 2; fd++) {
        struct stat file;
        if (fstat(fd, &file) == 0)
            printf("file-%d %s %lu flags %o\n", fd, S_ISSOCK(file.st_mode) ? "socket" : "other",
                   (unsigned long) file.st_ino, fcntl(fd, F_GETFL));
    }
}

static void identity(void)
{
    uid_t user, effective_user, saved_user;
    gid_t group, effective_group, saved_group;
    gid_t groups[1024];
    getresuid(&user, &effective_user, &saved_user);
    getresgid(&group, &effective_group, &saved_group);
    printf("uid %u %u %u %d\n", user, effective_user, saved_user, setfsuid(-1));
    printf("gid %u %u %u %d\n", group, effective_group, saved_group, setfsgid(-1));
    printf("groups");
    int count = getgroups(1024, groups);
    for (int i = 0; i < count; i++)
        printf(" %u", groups[i]);
    printf("\n");

    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) == 0)
        printf("capabilities effective %x%08x permitted %x%08x inheritable %x%08x\n", data[1].effective,
               data[0].effective, data[1].permitted, data[0].permitted, data[1].inheritable, data[0].inheritable);
}

static void confinement(void)
{
    static const char *const names[] = {"cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock",
                                        "as", "locks", "sigpending", "msgqueue", "nice", "rtprio", "rttime"};
    unsigned long bounding = 0, ambient = 0;
    for (int number = 0; number < 64; number++) {
        if (prctl(PR_CAPBSET_READ, number) == 1)
            bounding |= 1UL << number;
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, number, 0, 0) == 1)
            ambient |= 1UL << number;
    }
    printf("bounding %lx\nambient %lx\n", bounding, ambient);
    printf("no-new-privileges %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    printf("seccomp %d\n", prctl(PR_GET_SECCOMP));
    printf("dumpable %d\n", prctl(PR_GET_DUMPABLE));
    printf("secure-bits %x\n", (unsigned) prctl(PR_GET_SECUREBITS));
    for (int resource = 0; resource < 16; resource++) {
        struct rlimit limit;
        getrlimit(resource, &limit);
        printf("limit-%s %lu %lu\n", names[resource], (unsigned long) limit.rlim_cur, (unsigned long) limit.rlim_max);
    }
}

static void signals(void)
{
    unsigned long blocked = 0, pending = 0;
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &blocked, sizeof blocked);
    syscall(SYS_rt_sigpending, &pending, sizeof pending);
    printf("signals blocked %lx pending %lx\n", blocked, pending);
    printf("signals-not-default");
    for (int number = 1; number <= 64; number++) {
        struct kernel_sigaction action;
        if (syscall(SYS_rt_sigaction, number, NULL, &action, sizeof action.mask) != 0 || action.handler != SIG_DFL)
            printf(" %d", number);
    }
    printf("\n");
}

static void surroundings(void)
{
    char directory[4096];
    mode_t mask = umask(0);
    printf("umask %03o\n", mask);
    printf("session %s\n", getsid(0) == getpid() && getpgrp() == getpid() ? "own" : "another's");
    printf("terminal %s\n", open("/dev/tty", O_RDWR) == -1 ? "none" : "some");
    printf("directory %s\n", getcwd(directory, sizeof directory) ? directory : "unreachable");
    printf("priority %d\n", getpriority(PRIO_PROCESS, 0));
    long io = syscall(SYS_ioprio_get, 1, 0);
    printf("io-priority %ld %ld\n", io >> 13, io & 7);
    printf("parent-death-signal %d\n", ({ int number = -1; prctl(PR_GET_PDEATHSIG, &number); number; }));
}

/* One that was started with the socket itself answers whoever is the first there. */
static void meet_client(void)
{
    static char output[65536];
    int listening = 0, type = 0;
    socklen_t size = sizeof listening;
    setvbuf(stdout, output, _IOFBF, sizeof output);
    if (getsockopt(0, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening) {
        int connection = accept(0, NULL, NULL);
        dup2(connection, 1);
        close(connection);
    } else if (getsockopt(0, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM) {
        struct sockaddr_storage from;
        char request[16];
        size = sizeof from;
        recvfrom(0, request, sizeof request, 0, (struct sockaddr *) &from, &size);
        connect(1, (struct sockaddr *) &from, size);
    }
}

int main(int count, char **arguments)
{
    meet_client();
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    descriptors(limit.rlim_max < 1 << 20 ? (long) limit.rlim_max : 1 << 20);
    printf("descriptor-limit %lu %lu\n", (unsigned long) limit.rlim_cur, (unsigned long) limit.rlim_max);
    identity();
    confinement();
    signals();
    surroundings();
    for (int i = 0; i < count; i++)
        printf("argument [%s]\n", arguments[i]);
    return 0;
}
