/* Takes what comes in on the socket that it was started with, as inetd or as systemd passes it, and answers each time what it
   has found. Arguments: how many times, then what it does to the socket before it ends: "nonblock". Linked statically,
   because it runs alone in its root. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char answer[16384];
static size_t length;

static void say(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    length += (size_t) vsnprintf(answer + length, sizeof answer - length, format, values);
    va_end(values);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "absent";
}

static int option(int fd, int level, int name)
{
    int value = -1;
    socklen_t size = sizeof value;
    return getsockopt(fd, level, name, &value, &size) == 0 ? value : -errno;
}

static void options(int fd)
{
    char device[64] = "";
    socklen_t size = sizeof device;
    if (getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, &size) != 0)
        device[0] = 0;
    say("keepalive %d %d %d %d\n", option(fd, SOL_SOCKET, SO_KEEPALIVE), option(fd, IPPROTO_TCP, TCP_KEEPIDLE),
        option(fd, IPPROTO_TCP, TCP_KEEPINTVL), option(fd, IPPROTO_TCP, TCP_KEEPCNT));
    say("nodelay %d\n", option(fd, IPPROTO_TCP, TCP_NODELAY));
    say("buffers %d %d\n", option(fd, SOL_SOCKET, SO_SNDBUF), option(fd, SOL_SOCKET, SO_RCVBUF));
    say("reuseport %d\n", option(fd, SOL_SOCKET, SO_REUSEPORT));
    say("freebind %d\n", option(fd, IPPROTO_IP, IP_FREEBIND));
    say("transparent %d\n", option(fd, IPPROTO_IP, IP_TRANSPARENT));
    say("mark %d\n", option(fd, SOL_SOCKET, SO_MARK));
    say("tos %d\n", option(fd, IPPROTO_IP, IP_TOS));
    say("device %s\n", device[0] ? device : "none");
}

static void compose(int fd, int number)
{
    static const char *names[] = {"PROTO", "TCPLOCALIP", "TCPLOCALPORT", "TCPREMOTEIP", "UDPLOCALIP", "UDPLOCALPORT",
                                  "UNIXLOCALPATH", "UNIXREMOTEPATH", "UNIXREMOTEPID", "UNIXREMOTEEUID",
                                  "UNIXREMOTEEGID", "REMOTE_HOST", "LISTEN_FDS", "LISTEN_FDNAMES", "VERSION"};
    length = 0;
    say("number %d\n", number);
    say("pid %d\n", getpid());
    say("listen-pid %s\n", atoi(variable("LISTEN_PID")) == getpid() ? "own" : variable("LISTEN_PID"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        say("%s %s\n", names[i], variable(names[i]));
    say("socket %d\n", fd);
    say("blocking %s\n", fcntl(fd, F_GETFL) & O_NONBLOCK ? "no" : "yes");
    say("descriptors");
    for (int i = 0; i < 64; i++)
        if (fcntl(i, F_GETFD) != -1)
            say(" %d", i);
    say("\n");
    options(fd);
    FILE *name = fopen("/name", "r");
    char line[256] = "none\n";
    if (name) {
        if (!fgets(line, sizeof line, name))
            strcpy(line, "unreadable\n");
        fclose(name);
    }
    say("root %s", line);
}

int main(int count, char **arguments)
{
    int fd = getenv("LISTEN_FDS") ? 3 : 0;
    int times = count > 1 ? atoi(arguments[1]) : 1;
    int type = option(fd, SOL_SOCKET, SO_TYPE);
    for (int number = 1; number <= times; number++) {
        if (type == SOCK_DGRAM) {
            char request[512];
            struct sockaddr_storage from;
            socklen_t size = sizeof from;
            if (recvfrom(fd, request, sizeof request, 0, (struct sockaddr *) &from, &size) < 0)
                return 3;
            compose(fd, number);
            sendto(fd, answer, length, 0, (struct sockaddr *) &from, size);
        } else {
            int connection = option(fd, SOL_SOCKET, SO_ACCEPTCONN) ? accept(fd, NULL, NULL) : fd;
            if (connection < 0)
                return 4;
            compose(fd, number);
            if (write(connection, answer, length) < 0)
                return 5;
            if (connection != fd)
                close(connection);
        }
    }
    if (count > 2 && strcmp(arguments[2], "nonblock") == 0)
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return 0;
}
