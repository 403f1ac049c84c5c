/** The Gogo shell on a Unix socket, for the host's administrator. */
@NullMarked
package org.virtuald.bundles.shell;

import org.jspecify.annotations.NullMarked;
