package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may connect, and when, as a conf says it.
 *
 * @param allow who may; where there is anything, everybody else may not
 * @param deny who may not, unless a longer prefix allows it
 * @param times the times of day when connections are taken; empty for the whole day
 * @param wrapped the daemon's name in the access files of tcp_wrappers, which are asked besides; empty where they are not
 */
public record AccessRules(AddressSources allow, AddressSources deny, List<TimeOfDay> times, Optional<String> wrapped) {

    /** Everybody may, at any time. */
    public static final AccessRules NONE = new AccessRules(AddressSources.NONE, AddressSources.NONE, List.of());

    /** Copies the list. */
    public AccessRules {
        requireNonNull(allow, "allow");
        requireNonNull(deny, "deny");
        times = List.copyOf(times);
        requireNonNull(wrapped, "wrapped");
    }

    /** Rules without the access files of tcp_wrappers. */
    public AccessRules(AddressSources allow, AddressSources deny, List<TimeOfDay> times) {
        this(allow, deny, times, Optional.empty());
    }

    /** The files that are read for this, in order. */
    public List<Path> files() {
        return Stream.concat(deny.files().stream(), allow.files().stream())
                .distinct()
                .toList();
    }

    /** Whether connections are taken at this time of day. */
    public boolean isOpenAt(LocalTime time) {
        return times.isEmpty() || times.stream().anyMatch(window -> window.contains(time));
    }
}
