package org.virtuald.host;

import org.osgi.framework.Bundle;

/** What bundles have registered, as those see it who start and stop bundles. */
interface Presence {

    /** Closes the services of a bundle that is about to stop; their listeners may be kept for its successor. */
    void endServices(Bundle bundle);

    /** From now on nothing that the bundle has registered, or will, counts: it cannot be stopped. */
    void leave(Bundle bundle);

    /** Whether the bundle was left. */
    boolean isLeft(Bundle bundle);
}
