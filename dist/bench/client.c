/*
 * client PORT PORTS CLIENTS SECONDS RATE: threads that connect, read to the end, close, and begin again, to 127.0.0.1 and
 * 127.0.0.2 in turn, on PORTS ports from PORT on. With a RATE above 0 connections begin at that many a second, evenly,
 * whatever became of the ones before, as long as a client is free. Every answer must be that of the address's root.
 * Writes the outcome as one JSON object; times are ms from connect to the first byte and to the end.
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

static int first_port, ports;
static double begin, end, rate;
static unsigned *firsts, *wholes; /* microseconds, one of each a connection, of all threads */
static atomic_size_t tickets, connections;
static atomic_long errors, wrong;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* Reads what 127.0.0.TO answers to 127.1.0.0 + FROM, and when its first byte came; 0 if the connection worked. */
static int ask(int from, int to, int port, char *text, size_t room, double *first)
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
        while ((got = read(fd, text + length, room - 1 - length)) > 0) {
            if (length == 0)
                *first = now();
            length += got;
        }
    text[length] = 0;
    if (got < 0)
        perror("client");
    if (fd >= 0)
        close(fd);
    return got;
}

/* Waits for the time at which the next connection is due; 0 if there is none any more. */
static int wait_for_turn(void)
{
    double due = rate > 0 ? begin + tickets++ / rate : now();
    struct timespec time = {(time_t)due, (long)((due - (time_t)due) * 1e9)};

    if (due >= end)
        return 0;
    if (rate > 0)
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
    return 1;
}

static void *run(void *number)
{
    char answer[64], expected[64];

    for (size_t turn = (size_t)number; wait_for_turn(); turn++) {
        int to = 1 + turn % 2;
        double start = now(), first = start;
        int failed = ask((size_t)number * 256 + 1 + turn % 250, to, first_port + turn / 2 % ports, answer, sizeof answer,
                         &first);
        double stop = now();

        snprintf(expected, sizeof expected, "root %d\n", to);
        if (failed)
            errors++;
        else if (strcmp(answer, expected) != 0)
            wrong++;
        else {
            size_t place = connections++;
            firsts[place] = (first - start) * 1e6;
            wholes[place] = (stop - start) * 1e6;
        }
    }
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    unsigned left = *(const unsigned *)a, right = *(const unsigned *)b;
    return (left > right) - (left < right);
}

static void print_percentiles(const char *prefix, unsigned *micros)
{
    size_t count = connections;

    qsort(micros, count, sizeof *micros, ascending);
    printf("\"%sp50\": %.3f, \"%sp99\": %.3f, \"%sp999\": %.3f, ", prefix, micros[count / 2] / 1e3, prefix,
           micros[count * 99 / 100] / 1e3, prefix, micros[count * 999 / 1000] / 1e3);
}

int main(int argc, char **argv)
{
    int clients = argc == 6 ? atoi(argv[3]) : 0;
    double seconds = argc == 6 ? atof(argv[4]) : 0;
    pthread_t threads[MOST_CLIENTS];

    if (clients < 1 || clients > MOST_CLIENTS || seconds <= 0 || atoi(argv[2]) < 1) {
        fprintf(stderr, "usage: client PORT PORTS CLIENTS SECONDS RATE, with 1 to %d clients\n", MOST_CLIENTS);
        return 64;
    }
    first_port = atoi(argv[1]);
    ports = atoi(argv[2]);
    rate = atof(argv[5]);
    firsts = calloc(MOST_PER_SECOND * (seconds + 1), sizeof *firsts);
    wholes = calloc(MOST_PER_SECOND * (seconds + 1), sizeof *wholes);
    begin = now();
    end = begin + seconds;
    for (int i = 0; i < clients; i++)
        if (firsts == NULL || wholes == NULL || pthread_create(&threads[i], NULL, run, (void *)(size_t)i) != 0)
            abort();
    for (int i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    double measured = connections / (now() - begin);
    printf("{\"connections\": %zu, \"rate\": %.1f, ", connections, measured);
    print_percentiles("", wholes);
    print_percentiles("first_", firsts);
    printf("\"errors\": %ld, \"wrong\": %ld}\n", errors, wrong);
    return 0;
}
