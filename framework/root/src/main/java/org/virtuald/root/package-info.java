/** Root directories: building them for the programs that are to run there, and saying what a program misses in them. */
@NullMarked
package org.virtuald.root;

import org.jspecify.annotations.NullMarked;
