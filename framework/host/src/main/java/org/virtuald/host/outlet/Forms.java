package org.virtuald.host.outlet;

import java.util.function.Function;

/**
 * How an entry is written, by the kind of place.
 *
 * @param line for files and the standard error: text with its newline
 * @param syslog for a syslog daemon: one datagram, RFC 3164 as syslog(3) sends it
 * @param journal for systemd-journald: one datagram of its native protocol
 * @param <T> what an entry is
 */
public record Forms<T>(Function<T, byte[]> line, Function<T, byte[]> syslog, Function<T, byte[]> journal) {}
