/** The internal services of inetd(8) over TCP: echo, discard, chargen, daytime, time and tcpmux. */
@NullMarked
package org.virtuald.bundles.internal;

import org.jspecify.annotations.NullMarked;
