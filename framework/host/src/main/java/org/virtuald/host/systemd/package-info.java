/**
 * What the host and systemd tell and give each other: the state of the service, sd_notify(3), and listening sockets,
 * sd_listen_fds(3) and {@code FileDescriptorStoreMax} of systemd.service(5). Without systemd all of it does nothing.
 */
@NullMarked
package org.virtuald.host.systemd;

import org.jspecify.annotations.NullMarked;
