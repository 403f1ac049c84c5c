package org.virtuald.host;

import java.util.List;
import java.util.function.Consumer;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.admission.Access;
import org.virtuald.launcher.LaunchChannel;

/**
 * All that a service needs to start, acquired while its predecessor still runs: what cannot be had leaves that untouched.
 *
 * @param conf what it is made for
 * @param access who may connect
 * @param channel its launch channel
 * @param listeners all its listeners, in the order of the conf
 * @param opened those of them that were opened for it; the others are its predecessor's
 */
record PreparedService(
        ServiceConf conf, Access access, LaunchChannel channel, List<Listener> listeners, List<Listener> opened) {

    /**
     * Gives everything back.
     *
     * @param hasPredecessor whether the predecessor still runs, and keeps what is its own
     * @param closing closes a listener
     */
    void abandon(boolean hasPredecessor, Consumer<Listener> closing) {
        (hasPredecessor ? opened : listeners).forEach(closing);
        channel.close();
    }
}
