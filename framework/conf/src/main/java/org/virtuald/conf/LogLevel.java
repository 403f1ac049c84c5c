package org.virtuald.conf;

/** How much the log says, from least to most; in a conf file in lower case. */
public enum LogLevel {
    /** Only what keeps a service or the host from working. */
    ERROR,
    /** Also what went wrong for one connection. */
    WARN,
    /** Also what the host did: the default. */
    INFO,
    /** Also why it did so. */
    DEBUG,
    /** Also each step of each connection. */
    TRACE
}
