/* Tells on stdout what a program sees that has namespaces of its own, or does there what the lines on stdin say: one
   command a line, for each an answer of "name value" lines. Linked statically, because it runs alone in its root. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, long result)
{
    printf("%s %s\n", name, result >= 0 ? "OK" : strerrorname_np(errno));
}

static void lines(const char *name, const char *path)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        say(name, -1);
        return;
    }
    while (fgets(line, sizeof line, file) != NULL)
        printf("%s %s", name, line);
    fclose(file);
}

static void processes(void)
{
    struct dirent *entry;
    char path[300], state;
    int zombies = 0;
    DIR *proc = opendir("/proc");
    printf("processes");
    while (proc != NULL && (entry = readdir(proc)) != NULL) {
        if (!isdigit(entry->d_name[0]))
            continue;
        printf(" %s", entry->d_name);
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file = fopen(path, "r");
        if (file != NULL) {
            zombies += fscanf(file, "%*d (%*[^)]) %c", &state) == 1 && state == 'Z';
            fclose(file);
        }
    }
    printf("\nzombies %d\n", zombies);
    if (proc != NULL)
        closedir(proc);
}

static void show(void)
{
    static const char *const namespaces[] = {"mnt", "pid", "ipc", "uts", "net", "user"};
    char path[64], target[64], host[256];
    struct ifreq lo = {.ifr_name = "lo"};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    printf("pid %d\nparent %d\nsession %d\ngroup %d\n", getpid(), getppid(), getsid(0), getpgrp());
    for (int i = 0; i < 6; i++) {
        snprintf(path, sizeof path, "/proc/self/ns/%s", namespaces[i]);
        ssize_t size = readlink(path, target, sizeof target - 1);
        target[size < 0 ? 0 : size] = '\0';
        printf("ns-%s %s\n", namespaces[i], target);
    }
    lines("mount", "/proc/self/mountinfo");
    gethostname(host, sizeof host);
    printf("hostname %s\n", host);
    printf("lo %s\n", ioctl(fd, SIOCGIFFLAGS, &lo) == 0 && (lo.ifr_flags & IFF_UP) ? "up" : "down");
    close(fd);
    processes();
}

/* whether a connection to a port of the loopback interface works, which this makes itself when the port is 0 */
static void loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(0x7f000001)};
    socklen_t size = sizeof address;
    if (port == 0) {
        int listening = socket(AF_INET, SOCK_STREAM, 0);
        say("bind", bind(listening, (struct sockaddr *) &address, size));
        listen(listening, 1);
        getsockname(listening, (struct sockaddr *) &address, &size);
    }
    say("connect", connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *) &address, size));
}

static void write_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0666);
    say("write", fd < 0 ? -1 : write(fd, "written\n", 8));
    close(fd);
}

static void fill(const char *path)
{
    static char block[65536];
    int fd = open(path, O_WRONLY | O_CREAT, 0666);
    long total = 0, written;
    while ((written = write(fd, block, sizeof block)) > 0 && total < 1L << 30)
        total += written;
    printf("filled %ld\n", total);
    say("last", written);
    close(fd);
}

/* a process that has left its parents and its session; told of by a byte when it is on its own */
static void daemonise(void)
{
    int ready[2];
    char byte;
    if (pipe(ready) != 0)
        return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() != 0)
            _exit(0);
        while (getppid() != 1)
            usleep(1000);
        close(0);
        close(1);
        close(2);
        write(ready[1], "x", 1);
        for (;;)
            pause();
    }
    waitpid(child, NULL, 0);
    close(ready[1]);
    say("daemon", read(ready[0], &byte, 1) == 1 ? 0 : -1);
    close(ready[0]);
}

/* a grandchild that ends when its parent has: somebody else has to wait for it */
static void orphan(void)
{
    int gone[2];
    char byte;
    if (pipe(gone) != 0)
        return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (fork() == 0)
            while (getppid() != 1)
                usleep(1000);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    close(gone[1]);
    say("orphan", read(gone[0], &byte, 1));
    close(gone[0]);
}

static void terminated(int number)
{
    char text[] = "got 00\n";
    text[4] += number / 10;
    text[5] += number % 10;
    write(1, text, 7);
    _exit(3);
}

static void use_processor(void)
{
    struct rusage usage;
    do
        getrusage(RUSAGE_SELF, &usage);
    while (usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_sec * 1000000
               + usage.ru_stime.tv_usec
           < 300000);
    say("used", 0);
}

static void run(char *line)
{
    char *argument = strchr(line, ' ');
    argument = argument == NULL ? "" : (*argument = '\0', argument + 1);
    if (strcmp(line, "show") == 0)
        show();
    else if (strcmp(line, "processes") == 0)
        processes();
    else if (strcmp(line, "read") == 0)
        lines("read", argument);
    else if (strcmp(line, "write") == 0)
        write_file(argument);
    else if (strcmp(line, "fill") == 0)
        fill(argument);
    else if (strcmp(line, "device") == 0)
        say("device", open(argument, O_RDONLY));
    else if (strcmp(line, "loopback") == 0)
        loopback(atoi(argument));
    else if (strcmp(line, "daemon") == 0)
        daemonise();
    else if (strcmp(line, "orphan") == 0)
        orphan();
    else if (strcmp(line, "processor") == 0)
        use_processor();
    else if (strcmp(line, "stderr") == 0)
        fprintf(stderr, "%s\n", argument);
    else if (strcmp(line, "close") == 0) {
        fclose(stdout);
        close(0);
        close(2);
        for (;;)
            pause();
    } else if (strcmp(line, "on-term") == 0)
        say("on-term", signal(SIGTERM, terminated) == SIG_ERR ? -1 : 0);
    else if (strcmp(line, "ignore-term") == 0)
        say("ignore-term", signal(SIGTERM, SIG_IGN) == SIG_ERR ? -1 : 0);
    else if (strcmp(line, "stay") == 0) {
        printf("staying %d\n", getpid());
        fflush(stdout);
        for (;;)
            pause();
    } else if (strcmp(line, "exit") == 0) {
        fflush(stdout);
        _exit(atoi(argument));
    } else if (strcmp(line, "signal") == 0) {
        fflush(stdout);
        raise(atoi(argument));
    }
    printf("done\n");
    fflush(stdout);
}

int main(void)
{
    char line[4096];
    setvbuf(stdin, NULL, _IONBF, 0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        run(line);
    }
    return 0;
}
