/** Benchmarks of the pieces that others than their own module may use, and the pictures of a benchmark of the whole. */
@NullMarked
package org.virtuald.bench;

import org.jspecify.annotations.NullMarked;
