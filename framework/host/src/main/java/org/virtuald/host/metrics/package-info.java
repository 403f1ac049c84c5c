/** Metrics and health of a running host over HTTP, and the text format of Prometheus. */
@NullMarked
package org.virtuald.host.metrics;

import org.jspecify.annotations.NullMarked;
