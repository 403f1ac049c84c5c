/** Messages that programs write to {@code /dev/log} in their roots. */
@NullMarked
package org.virtuald.host.rootlog;

import org.jspecify.annotations.NullMarked;
