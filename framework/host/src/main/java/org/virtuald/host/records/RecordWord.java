package org.virtuald.host.records;

/** What a record begins with, as in xinetd.log(5). */
enum RecordWord {
    /** A connection is being served. */
    START(6),
    /** It has ended. */
    EXIT(6),
    /** It was not served. */
    FAIL(5),
    /** Records are missing here: no word of xinetd's. */
    LOST(4);

    private final int severity;

    RecordWord(int severity) {
        this.severity = severity;
    }

    /** How grave it is, a number of syslog(3): 4 is LOG_WARNING, 5 LOG_NOTICE, 6 LOG_INFO. */
    int severity() {
        return severity;
    }
}
