package org.virtuald.host;

import org.virtuald.posix.Descriptor;
import org.virtuald.service.Endpoint;

/**
 * An open listening socket for one endpoint.
 *
 * @param endpoint as the conf names it
 * @param address where it is bound, with the port that the kernel chose if the conf left it open
 * @param socket non-blocking; this record's owner closes it
 */
record Listener(Endpoint endpoint, String address, Descriptor socket) {}
