package org.virtuald.bundles.console;

import java.util.List;

/**
 * The host and its services as it describes them.
 *
 * @param since when it started, ISO 8601
 * @param hostMemory resident bytes of its process; 0 where that is hidden
 * @param launcherMemory resident bytes of the launcher's
 * @param services by name
 */
record HostState(String version, String since, long hostMemory, long launcherMemory, List<ServiceState> services) {

    /** Copies the list. */
    HostState {
        services = List.copyOf(services);
    }

    static HostState of(Fields status) {
        return new HostState(
                status.text("version"),
                status.text("since"),
                status.object("host").number("rss_bytes"),
                status.object("launcher").number("rss_bytes"),
                status.objects("services").stream().map(ServiceState::of).toList());
    }
}
