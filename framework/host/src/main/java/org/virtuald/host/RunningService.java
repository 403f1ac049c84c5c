package org.virtuald.host;

import java.util.List;
import org.virtuald.host.admission.Access;
import org.virtuald.launcher.LaunchChannel;

/**
 * A service on its event loop.
 *
 * @param loop where it runs
 * @param service confined to the loop
 * @param access who may connect; any thread may change it
 * @param channel the service's own; here to name it to the launcher
 * @param listeners what it listens on; they are this record's owner's to close
 */
record RunningService(
        EventLoop loop, Launching service, Access access, LaunchChannel channel, List<Listener> listeners) {}
