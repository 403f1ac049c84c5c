/** Whether a connection is taken: rates, what is remembered of each source, PROXY headers. */
@NullMarked
package org.virtuald.host.admission;

import org.jspecify.annotations.NullMarked;
