/*
 * client PORT CLIENTS SECONDS: threads that connect, read to the end, close, and begin again, to 127.0.0.1 and 127.0.0.2
 * in turn. Every answer must be that of the address's root. Writes the outcome as one JSON object.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_CLIENTS 200
#define MOST_PER_SECOND 100000

static int port;
static double end;
static unsigned *micros; /* one latency a connection, of all threads */
static atomic_size_t connections;
static atomic_long errors, wrong;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* Reads what 127.0.0.TO answers to 127.1.0.0 + FROM; 0 if the connection worked. */
static int ask(int from, int to, char *text, size_t room)
{
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f010000 + from)};
    struct sockaddr_in target = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000 + to), .sin_port = htons(port)};
    int on = 1;
    ssize_t got = -1;
    size_t length = 0;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    /* connect chooses the port, for this pair of addresses alone: many pairs outlast TIME_WAIT, ip(7) */
    if (fd >= 0 && setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) == 0
        && bind(fd, (struct sockaddr *)&source, sizeof source) == 0
        && connect(fd, (struct sockaddr *)&target, sizeof target) == 0)
        while ((got = read(fd, text + length, room - 1 - length)) > 0)
            length += got;
    text[length] = 0;
    if (got < 0)
        perror("client");
    if (fd >= 0)
        close(fd);
    return got;
}

static void *run(void *number)
{
    char answer[64], expected[64];

    for (size_t turn = (size_t)number; now() < end; turn++) {
        int to = 1 + turn % 2;
        double start = now();
        int failed = ask((size_t)number * 256 + 1 + turn % 250, to, answer, sizeof answer);
        unsigned took = (now() - start) * 1e6;

        snprintf(expected, sizeof expected, "root %d\n", to);
        if (failed)
            errors++;
        else if (strcmp(answer, expected) != 0)
            wrong++;
        else
            micros[connections++] = took;
    }
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    unsigned left = *(const unsigned *)a, right = *(const unsigned *)b;
    return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
    int clients = argc == 4 ? atoi(argv[2]) : 0;
    double seconds = argc == 4 ? atof(argv[3]) : 0;
    pthread_t threads[MOST_CLIENTS];

    if (clients < 1 || clients > MOST_CLIENTS || seconds <= 0) {
        fprintf(stderr, "usage: client PORT CLIENTS SECONDS, with 1 to %d clients\n", MOST_CLIENTS);
        return 64;
    }
    port = atoi(argv[1]);
    micros = calloc(MOST_PER_SECOND * (seconds + 1), sizeof *micros);
    double start = now();
    end = start + seconds;
    for (int i = 0; i < clients; i++)
        if (micros == NULL || pthread_create(&threads[i], NULL, run, (void *)(size_t)i) != 0)
            abort();
    for (int i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    double rate = connections / (now() - start);
    qsort(micros, connections, sizeof *micros, ascending);
    printf("{\"connections\": %zu, \"rate\": %.1f, \"p50\": %.3f, \"p99\": %.3f, \"errors\": %ld, \"wrong\": %ld}\n",
           connections, rate, micros[connections / 2] / 1e3, micros[connections * 99 / 100] / 1e3, errors, wrong);
    return 0;
}
