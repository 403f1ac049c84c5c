/** What a host that lives in an application's JVM has instead of what is the whole JVM's. */
@NullMarked
package org.virtuald.host.guest;

import org.jspecify.annotations.NullMarked;
