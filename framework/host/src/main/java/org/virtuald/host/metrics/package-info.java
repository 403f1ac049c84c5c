/** What a running host counts, in the formats of Prometheus, and the small HTTP server that tells it. */
@NullMarked
package org.virtuald.host.metrics;

import org.jspecify.annotations.NullMarked;
