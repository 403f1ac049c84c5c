/** The host process: Felix, a bundle for each service, listeners, and the way of a connection to the launcher. */
@NullMarked
package org.virtuald.host;

import org.jspecify.annotations.NullMarked;
