/** Whether a connection is taken: rates, what is remembered of each source, PROXY headers, refusals by reason. */
@NullMarked
package org.virtuald.host.admission;

import org.jspecify.annotations.NullMarked;
