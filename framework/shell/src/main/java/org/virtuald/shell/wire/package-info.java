/** What the client and the bundle of the shell say to each other: frames on a Unix socket. The bundle's jar holds a copy. */
@NullMarked
package org.virtuald.shell.wire;

import org.jspecify.annotations.NullMarked;
