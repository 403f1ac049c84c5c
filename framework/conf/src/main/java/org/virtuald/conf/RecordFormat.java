package org.virtuald.conf;

/** How a record of a connection is written; in a conf file in lower case. */
public enum RecordFormat {
    /** A line in the words of xinetd.log(5), with more fields behind them. */
    TEXT,
    /** One JSON object a line, RFC 8259. */
    JSON
}
