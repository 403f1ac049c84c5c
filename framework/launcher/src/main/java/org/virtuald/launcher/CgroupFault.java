package org.virtuald.launcher;

/** Control groups cannot be had as a conf asks for them; the message tells why, and what to do. */
final class CgroupFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key of the service's conf that asks for it
     */
    CgroupFault(String key, String message) {
        super(message);
        this.key = key;
    }

    String key() {
        return key;
    }
}
