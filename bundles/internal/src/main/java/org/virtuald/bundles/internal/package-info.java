/** The internal services of inetd(8): echo, discard, chargen, daytime and time over TCP and UDP, tcpmux over TCP. */
@NullMarked
package org.virtuald.bundles.internal;

import org.jspecify.annotations.NullMarked;
