package org.virtuald.host;

/** Exit statuses of sysexits.h, by what they tell a supervisor. */
public enum ExitStatus {
    /** All went well. */
    OK(0),
    /** EX_USAGE: the command line is wrong. */
    USAGE(64),
    /** EX_UNAVAILABLE: something needed is not there, or another host has it. */
    UNAVAILABLE(69),
    /** EX_SOFTWARE: an internal error, or the launcher ended. */
    SOFTWARE(70),
    /** EX_OSERR: the system refused something. */
    OS_ERROR(71),
    /** EX_NOPERM: the user may not do this. */
    NO_PERMISSION(77),
    /** EX_CONFIG: the conf is wrong. */
    CONFIG(78);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** The number that the process exits with. */
    public int code() {
        return code;
    }
}
