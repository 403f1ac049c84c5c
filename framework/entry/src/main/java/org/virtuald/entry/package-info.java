/** A launch plan, the system calls from spawn to exec, as values and as the machine code which makes them. */
@NullMarked
package org.virtuald.entry;

import org.jspecify.annotations.NullMarked;
