package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The access files of tcp_wrappers, hosts_access(5).
 *
 * @param allow whose rules grant, as a rule {@code /etc/hosts.allow}
 * @param deny whose rules refuse, as a rule {@code /etc/hosts.deny}
 */
public record WrapperFiles(Path allow, Path deny) {

    /** Where all programs of a machine look for them. */
    public static final WrapperFiles USUAL = new WrapperFiles(Path.of("/etc/hosts.allow"), Path.of("/etc/hosts.deny"));

    /** Checks that nothing is missing. */
    public WrapperFiles {
        requireNonNull(allow, "allow");
        requireNonNull(deny, "deny");
    }
}
