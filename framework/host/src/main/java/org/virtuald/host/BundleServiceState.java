package org.virtuald.host;

import java.util.List;
import org.virtuald.service.Endpoint;

/**
 * How a service of a bundle stands.
 *
 * @param name its name
 * @param kind what it takes, a word of the control socket
 * @param bundle the number of its bundle
 * @param isOpen whether its listeners are open
 * @param isPaused whether an administrator has paused it
 * @param failure why it is not open, where it could not be opened
 * @param endpoints where it wants to be open
 * @param listeners where it is open
 */
record BundleServiceState(
        String name,
        String kind,
        long bundle,
        boolean isOpen,
        boolean isPaused,
        String failure,
        List<Endpoint> endpoints,
        List<Listener> listeners) {

    /** Copies the lists. */
    BundleServiceState {
        endpoints = List.copyOf(endpoints);
        listeners = List.copyOf(listeners);
    }
}
