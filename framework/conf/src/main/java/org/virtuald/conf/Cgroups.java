package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The control groups, cgroups(7), that programs are put in. What is empty is not asked for; a list without settings asks
 * for a group without limits.
 *
 * @param service what holds for all programs of the service together
 * @param connection what holds for each connection's program, with all that it starts
 */
public record Cgroups(Optional<List<CgroupSetting>> service, Optional<List<CgroupSetting>> connection) {
    /** Programs stay in the launcher's group. */
    public static final Cgroups NONE = new Cgroups(Optional.empty(), Optional.empty());

    /** Checks that nothing is missing. */
    public Cgroups {
        requireNonNull(service, "service");
        requireNonNull(connection, "connection");
    }

    /** Whether programs get a group other than the launcher's. */
    public boolean areAsked() {
        return service.isPresent() || connection.isPresent();
    }

    /** The key of the conf that asks for them, the first of both. */
    public String key() {
        return service.isPresent() ? CgroupKeys.CGROUP.name() : CgroupKeys.CONNECTION_CGROUP.name();
    }

    /** The controllers that the service's group must have, in the order of the alphabet. */
    public Set<String> controllers() {
        return controllers(Stream.of(service, connection));
    }

    /** The controllers that a connection's group must have, in the order of the alphabet. */
    public Set<String> connectionControllers() {
        return controllers(Stream.of(connection));
    }

    private static Set<String> controllers(Stream<Optional<List<CgroupSetting>>> groups) {
        Set<String> names = new TreeSet<>();
        groups.flatMap(Optional::stream).flatMap(List::stream).forEach(setting -> names.add(setting.controller()));
        return names;
    }
}
