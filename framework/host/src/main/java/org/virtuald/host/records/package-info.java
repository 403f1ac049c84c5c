/** One record for each connection that starts, ends or is refused, and the places where records go. */
@NullMarked
package org.virtuald.host.records;

import org.jspecify.annotations.NullMarked;
