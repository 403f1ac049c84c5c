package org.virtuald.conf;

/** Where the standard error of a program goes. */
public enum StandardError {
    /** To the client, as under inetd. */
    CONNECTION,

    /** To the log, line by line. */
    LOG,

    /** To {@code /dev/null}. */
    NULL
}
