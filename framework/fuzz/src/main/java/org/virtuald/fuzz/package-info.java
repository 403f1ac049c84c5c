/** Input for parsers that nobody has thought of; for tests alone. */
@NullMarked
package org.virtuald.fuzz;

import org.jspecify.annotations.NullMarked;
