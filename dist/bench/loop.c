/*
 * loop PORT ROOT1 ROOT2 ENTRY PROGRAM [ARGUMENT...]: the least that any server of this kind has to do. Accepts on the
 * loopback interface, chooses the root by the connection's local address, 127.0.0.1 or 127.0.0.2, and runs the program in
 * it, through that entry program. Where ENTRY is "-" each program is started by vfork and the calls themselves.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <grp.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_WORDS 64

static char *environment[] = {"PATH=/bin", NULL};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int open_listener(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
        || setsockopt(listener, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2) < 0 /* one socket, yet nobody else reaches it */
        || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, SOMAXCONN) < 0)
        die("listen");
    return listener;
}

/* The child borrows this function's stack until its exec, vfork(2). */
static __attribute__((noinline)) void run_in(char *root, char **command, int socket)
{
    pid_t pid = vfork();

    if (pid < 0)
        die("vfork");
    if (pid == 0) {
        if (dup2(socket, 0) == 0 && dup2(socket, 1) == 1 && dup2(socket, 2) == 2 && chroot(root) == 0
            && chdir("/") == 0 && setgroups(0, NULL) == 0 && setresgid(IDENTITY, IDENTITY, IDENTITY) == 0
            && setresuid(IDENTITY, IDENTITY, IDENTITY) == 0)
            execve(command[0], command, environment);
        _exit(127);
    }
}

static void run_through(char *entry, char *root, char **command, int socket)
{
    char *argv[MOST_WORDS + 2] = {entry, root};
    posix_spawn_file_actions_t actions;
    pid_t pid;

    for (int word = 0; command[word] != NULL; word++)
        argv[word + 2] = command[word];
    posix_spawn_file_actions_init(&actions);
    for (int number = 0; number <= 2; number++)
        posix_spawn_file_actions_adddup2(&actions, socket, number);
    if (posix_spawn(&pid, entry, &actions, NULL, argv, environment) != 0)
        die("posix_spawn");
    posix_spawn_file_actions_destroy(&actions);
}

int main(int argc, char **argv)
{
    if (argc < 6 || argc > MOST_WORDS) {
        fprintf(stderr, "usage: loop PORT ROOT1 ROOT2 ENTRY PROGRAM [ARGUMENT...]\n");
        return 64;
    }
    int listener = open_listener(atoi(argv[1]));
    for (;;) {
        struct sockaddr_in local;
        socklen_t length = sizeof local;
        int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

        if (socket < 0 || getsockname(socket, (struct sockaddr *)&local, &length) < 0)
            die("accept");
        in_addr_t address = ntohl(local.sin_addr.s_addr);
        char *root = address == 0x7f000001 ? argv[2] : address == 0x7f000002 ? argv[3] : NULL;
        if (root != NULL && strcmp(argv[4], "-") != 0)
            run_through(argv[4], root, argv + 5, socket);
        else if (root != NULL)
            run_in(root, argv + 5, socket);
        close(socket);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
    }
}
