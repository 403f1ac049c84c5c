/** The C library of Linux through JNR: descriptors, sockets that carry descriptors, spawning, identities. */
@NullMarked
package org.virtuald.posix;

import org.jspecify.annotations.NullMarked;
