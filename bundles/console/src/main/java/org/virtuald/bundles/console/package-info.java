/** A web page on loopback that shows what the host does, and steers it. */
@NullMarked
package org.virtuald.bundles.console;

import org.jspecify.annotations.NullMarked;
