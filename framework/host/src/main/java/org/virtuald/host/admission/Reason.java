package org.virtuald.host.admission;

import java.util.Locale;

/** Why a connection was refused. */
public enum Reason {
    /** Its address is denied, or not among those that are allowed. */
    ACCESS("its address may not connect"),
    /** It came at a time of day when the service is closed. */
    HOURS("the service is closed at this time of day"),
    /** A rule of hosts.deny, or of hosts.allow, says so. */
    HOSTS_ACCESS("the access files of tcp_wrappers deny it"),
    /** A PROXY header is required, and its peer is not trusted to send one. */
    NOT_TRUSTED("its address is not trusted to send a PROXY header"),
    /** Its PROXY header is malformed, too long or late. */
    PROXY_HEADER("it has sent no proper PROXY header"),
    /** The service has as many programs as it may have. */
    MAX_PROGRAMS("the service has as many programs as it may"),
    /** The host has as many programs as it may have. */
    HOST_MAX_PROGRAMS("the host has as many programs as it may"),
    /** Its source has as many programs as it may have. */
    MAX_PER_SOURCE("its source has as many programs as it may"),
    /** More connections in this time than the service takes. */
    RATE("more connections than the service takes in this time"),
    /** More connections in this time than are taken from its source. */
    RATE_PER_SOURCE("more connections than its source may make in this time"),
    /** The load average is too high. */
    LOAD("the load average is too high"),
    /** A filter of a bundle says so. */
    FILTER("a filter says so");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /** The reason in words that can follow "refused: ". */
    public String text() {
        return text;
    }

    /** The reason as a name for counters: lower case with dashes. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
