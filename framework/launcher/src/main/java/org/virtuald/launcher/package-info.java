/**
 * The privileged process that starts programs in roots, the messages it understands, and the client that the host talks
 * to it with.
 */
@NullMarked
package org.virtuald.launcher;

import org.jspecify.annotations.NullMarked;
