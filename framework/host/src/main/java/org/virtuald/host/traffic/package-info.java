/**
 * What becomes of connections: one event for each thing that happens to one, counters of them by service, and the table of
 * those that live. Whoever wants to hear more of it, such as a writer of records or an exporter of metrics, starts here.
 */
@NullMarked
package org.virtuald.host.traffic;

import org.jspecify.annotations.NullMarked;
