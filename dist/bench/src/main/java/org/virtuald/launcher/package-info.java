/** Benchmarks of the launcher's pieces, which nobody outside of its package sees. */
@NullMarked
package org.virtuald.launcher;

import org.jspecify.annotations.NullMarked;
