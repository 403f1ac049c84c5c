/** Places that log entries go to: files, syslog, the journal, the standard error; and the queue before them. */
@NullMarked
package org.virtuald.host.outlet;

import org.jspecify.annotations.NullMarked;
