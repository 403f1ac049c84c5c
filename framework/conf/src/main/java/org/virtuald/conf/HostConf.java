package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.virtuald.service.Endpoint;

/**
 * What {@code virtuald.conf} says about the host itself.
 *
 * @param user whom the host becomes once the launcher runs; empty to stay who it is
 * @param logLevel how much the log says
 * @param verbose whether every service logs as if it were verbose itself
 * @param access who may connect to any service; each service's own rules hold besides
 * @param maxPrograms how many programs of all services may run at once; empty for no limit
 * @param wrappers where services look that ask the access files of tcp_wrappers
 * @param bundleListen endpoints that services of bundles may have although the host's user may not open them, such as
 *     ports below 1024
 * @param cgroup the delegated control group in which those of services are made; empty for the launcher's own
 * @param records where records of connections go; empty for nowhere
 * @param metrics loopback addresses and Unix sockets where metrics and health are told; empty for nowhere
 * @param devLog what becomes of messages that programs log in their roots
 */
public record HostConf(
        Optional<UserName> user,
        LogLevel logLevel,
        boolean verbose,
        AccessRules access,
        OptionalInt maxPrograms,
        WrapperFiles wrappers,
        List<Endpoint> bundleListen,
        Optional<String> cgroup,
        Optional<RecordSettings> records,
        List<Endpoint> metrics,
        DevLogSettings devLog) {

    /** Checks that nothing is missing. */
    public HostConf {
        requireNonNull(user, "user");
        requireNonNull(logLevel, "logLevel");
        requireNonNull(access, "access");
        requireNonNull(maxPrograms, "maxPrograms");
        requireNonNull(wrappers, "wrappers");
        bundleListen = List.copyOf(bundleListen);
        requireNonNull(cgroup, "cgroup");
        requireNonNull(records, "records");
        metrics = List.copyOf(metrics);
        requireNonNull(devLog, "devLog");
    }
}
