/* Tries to get out of its root, or at others, as the line on stdin says, and tells on stdout how far it came: for each
   call "name OK" or "name ERRNO". Linked statically, because it runs alone in its root. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, long result)
{
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
    fflush(stdout);
}

/* mkdir, chroot, and up: the working directory is then outside the root, and nothing stops ".." */
static void chroot_out(const char *marker)
{
    say("mkdir", mkdir("/tmp/below", 0777));
    say("chroot", chroot("/tmp/below"));
    for (int i = 0; i < 64; i++)
        if (chdir("..") != 0)
            break;
    say("chroot-up", chroot("."));
    say("marker", open(marker, O_RDONLY));
}

/* a descriptor of a directory outside would lead out by openat */
static void descriptors(const char *marker)
{
    int open_ones = 0, ways_out = 0;
    for (int fd = 0; fd < 4096; fd++) {
        open_ones += fcntl(fd, F_GETFD) != -1;
        ways_out += openat(fd, marker + 1, O_RDONLY) != -1 || openat(fd, "..", O_RDONLY) != -1;
    }
    printf("descriptors %d\nways-out %d\n", open_ones, ways_out);
}

static void at_process(pid_t pid)
{
    char memory[16], path[64];
    struct iovec here = {memory, sizeof memory}, there = {(void *) 0x400000, sizeof memory};
    say("ptrace", ptrace(PTRACE_SEIZE, pid, NULL, NULL));
    say("process_vm_readv", process_vm_readv(pid, &here, 1, &there, 1, 0));
    say("kcmp", syscall(SYS_kcmp, getpid(), pid, 0, 0, 0));
    int pidfd = (int) syscall(SYS_pidfd_open, pid, 0);
    say("pidfd_getfd", pidfd < 0 ? -1 : syscall(SYS_pidfd_getfd, pidfd, 0, 0));
    say("kill", kill(pid, 0));
    snprintf(path, sizeof path, "/proc/%d/root/tmp", pid);
    say("proc-root", open(path, O_RDONLY));
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    say("proc-mem", open(path, O_RDWR));
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    say("proc-fd", open(path, O_RDONLY));
}

static void files(void)
{
    say("mknod", mknod("/tmp/disk", S_IFBLK | 0600, makedev(8, 0)));
    say("mount", mount("none", "/tmp", "tmpfs", 0, ""));
    say("bind", mount("/", "/tmp", NULL, MS_BIND, NULL));
    say("umount", umount2("/", MNT_DETACH));
    say("pivot_root", syscall(SYS_pivot_root, ".", "."));
    int handle[34] = {128}, id; /* MAX_HANDLE_SZ */
    say("name_to_handle_at", syscall(SYS_name_to_handle_at, AT_FDCWD, "/", handle, &id, 0));
    say("open_by_handle_at", syscall(SYS_open_by_handle_at, AT_FDCWD, handle, O_RDONLY));
}

/* by another process's root, working directory or file; and what changes the whole machine */
static void proc(const char *marker)
{
    static const char *const links[] = {"/proc/1/root", "/proc/1/cwd", "/proc/self/root", "/proc/2/root"};
    char path[4200];
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s%s", links[i], marker);
        say(links[i], open(path, O_RDONLY));
    }
    say("first-exe", open("/proc/1/exe", O_RDWR));
    say("first-mem", open("/proc/1/mem", O_RDWR));
    say("first-fd", open("/proc/1/fd/6", O_RDONLY));
    say("core_pattern", open("/proc/sys/kernel/core_pattern", O_WRONLY));
    say("sysrq-trigger", open("/proc/sysrq-trigger", O_WRONLY));
    say("uevent_helper", open("/sys/kernel/uevent_helper", O_WRONLY));
    say("remount", mount(NULL, "/proc", NULL, MS_REMOUNT | MS_BIND, NULL));
    say("umount-proc", umount2("/proc", MNT_DETACH));
}

/* the disk with the file outside, read as a device */
static void disk(const char *numbers)
{
    unsigned major, minor;
    if (sscanf(numbers, "%u %u", &major, &minor) != 2)
        return;
    say("mknod", mknod("/tmp/disk", S_IFBLK | 0600, makedev(major, minor)));
    say("open-disk", open("/tmp/disk", O_RDONLY));
    say("mknod-in-root", mknod("/open/disk", S_IFBLK | 0600, makedev(major, minor)));
    say("open-in-root", open("/open/disk", O_RDONLY));
}

/* as "shocker" did: a handle of the root of the file system that the own root is a part of, which is always inode 2 */
static void handle(void)
{
    int handle[4] = {8, 1, 2, 0};
    say("open_by_handle_at", syscall(SYS_open_by_handle_at, open("/", O_RDONLY), handle, O_RDONLY));
}

/* all rights in a user namespace of its own, and then mounts */
static void user_namespace(const char *marker)
{
    say("unshare", unshare(CLONE_NEWUSER | CLONE_NEWNS));
    say("mount", mount("none", "/tmp", "tmpfs", 0, ""));
    say("umount-root", umount2("/", MNT_DETACH));
    say("umount-tmp", umount2("/tmp", MNT_DETACH));
    say("remount-root", mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
    say("mknod", mknod("/tmp/disk", S_IFBLK | 0600, makedev(8, 0)));
    handle();
    chroot_out(marker);
}

/* every process that can be named */
static void kill_all(pid_t pid)
{
    say("kill", kill(pid, SIGKILL));
    say("kill-all", kill(-1, SIGKILL));
    say("kill-group", kill(-pid, SIGKILL));
    say("kill-first", kill(1, SIGKILL));
    say("kill-parents", kill(0, 0));
}

static long child(long pid)
{
    if (pid == 0)
        _exit(0);
    if (pid > 0)
        waitpid((pid_t) pid, NULL, 0);
    return pid;
}

static void kernel(void)
{
    uint64_t clone3[11] = {[4] = SIGCHLD};
    char line[] = "x", params[256] = {0};
    say("unshare", unshare(CLONE_NEWUSER));
    say("clone-newuser", child(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)));
    say("clone", child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
    say("clone3", child(syscall(SYS_clone3, clone3, sizeof clone3)));
    say("setns", setns(0, 0));
    say("bpf", syscall(SYS_bpf, 0, NULL, 0));
    say("perf_event_open", syscall(SYS_perf_event_open, NULL, 0, 0, 0, 0));
    say("userfaultfd", syscall(SYS_userfaultfd, 0));
    say("io_uring_setup", syscall(SYS_io_uring_setup, 1, params));
    say("keyctl", syscall(SYS_keyctl, 0, -3, 0, 0, 0));
    say("add_key", syscall(SYS_add_key, "user", "x", "y", 1, -3));
    say("init_module", syscall(SYS_init_module, NULL, 0, ""));
    say("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0));
    say("swapoff", syscall(SYS_swapoff, "/tmp"));
    say("reboot", syscall(SYS_reboot, 0, 0, 0, NULL)); /* wrong magic numbers: EINVAL if it gets so far */
    say("acct", syscall(SYS_acct, "/tmp/none"));
    say("syslog", syscall(SYS_syslog, 10, NULL, 0));
    say("clock_settime", syscall(SYS_clock_settime, 0, NULL));
    say("memfd_secret", syscall(SYS_memfd_secret, 0));
    say("personality-query", personality(0xffffffff));
    say("personality-read-implies-exec", personality(0x0400000));
    say("tiocsti", ioctl(0, TIOCSTI, line));
    say("tiocsti-high-bits", syscall(SYS_ioctl, 0L, 0x100000000L | TIOCSTI, line));
    say("controlling-terminal", open("/dev/tty", O_RDWR));
    say("tcgets", ioctl(0, TCGETS, params));
    say("inet", socket(AF_INET, SOCK_STREAM, 0));
    say("inet6", socket(AF_INET6, SOCK_DGRAM, 0));
    say("unix", socket(AF_UNIX, SOCK_STREAM, 0));
    say("netlink-route", socket(AF_NETLINK, SOCK_RAW, 0));
    say("netlink-audit", socket(AF_NETLINK, SOCK_RAW, 9));
    say("packet", socket(AF_PACKET, SOCK_RAW, 0));
    say("alg", socket(38, SOCK_SEQPACKET, 0));
    say("vsock", socket(40, SOCK_STREAM, 0));
}

/* the calls of another table, where the filter's numbers mean other calls; each in a child, which may be killed for it */
static void foreign(void)
{
#ifdef __x86_64__
    for (int way = 0; way < 2; way++) {
        long result = -ENOSYS;
        int status;
        pid_t pid = fork();
        if (pid == 0) {
            if (way == 0) /* i386's getpid */
                __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
            else /* x32's getpid */
                __asm__ volatile("syscall" : "=a"(result) : "a"(0x40000000 + SYS_getpid) : "memory", "rcx", "r11");
            _exit(result > 0 ? 0 : -(int) result);
        }
        waitpid(pid, &status, 0);
        printf("%s %s\n", way == 0 ? "i386" : "x32",
               WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status))
                                   : WEXITSTATUS(status) == 0 ? "OK" : strerrorname_np(WEXITSTATUS(status)));
        fflush(stdout);
    }
#endif
}

/* A name that no other test has: who has the same root has the same. */
static int abstract(struct sockaddr_un *address)
{
    struct stat root = {0};
    stat("/", &root);
    address->sun_family = AF_UNIX;
    snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "virtuald-attack-%llx", (unsigned long long) root.st_ino);
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

int main(int count, char **arguments)
{
    char line[4096], *argument;
    struct sockaddr_un address = {0};
    socklen_t size = sizeof address;
    if (count > 1) { /* the setuid copy of this program */
        int user = (int) geteuid();
        printf("effective %d\n", user);
        say("mknod", mknod("/tmp/disk", S_IFBLK | 0600, makedev(8, 0)));
        return 0;
    }
    if (fgets(line, sizeof line, stdin) == NULL)
        return 1;
    line[strcspn(line, "\r\n")] = '\0';
    argument = strchr(line, ' ');
    argument = argument == NULL ? "" : (*argument = '\0', argument + 1);
    if (strcmp(line, "chroot") == 0)
        chroot_out(argument);
    else if (strcmp(line, "descriptors") == 0)
        descriptors(argument);
    else if (strcmp(line, "process") == 0)
        at_process(atoi(argument));
    else if (strcmp(line, "files") == 0)
        files();
    else if (strcmp(line, "proc") == 0)
        proc(argument);
    else if (strcmp(line, "disk") == 0)
        disk(argument);
    else if (strcmp(line, "handle") == 0)
        handle();
    else if (strcmp(line, "userns") == 0)
        user_namespace(argument);
    else if (strcmp(line, "kill") == 0)
        kill_all(atoi(argument));
    else if (strcmp(line, "kernel") == 0)
        kernel();
    else if (strcmp(line, "foreign") == 0)
        foreign();
    else if (strcmp(line, "setuid") == 0) {
        fflush(stdout);
        execl("/bin/suid", "suid", "again", NULL);
        say("exec", -1);
    } else if (strcmp(line, "dump") == 0)
        abort();
    else if (strcmp(line, "listen") == 0) {
        int fd = abstract(&address);
        say("bind", bind(fd, (struct sockaddr *) &address, size));
        say("listen", listen(fd, 1));
        say("accept", accept(fd, NULL, NULL));
    } else if (strcmp(line, "connect") == 0)
        say("connect", connect(abstract(&address), (struct sockaddr *) &address, size));
    else if (strcmp(line, "stay") == 0) {
        printf("pid %d\n", getpid());
        fflush(stdout);
        fgets(line, sizeof line, stdin);
    }
    return 0;
}
