/** The command line: one class a command. */
@NullMarked
package org.virtuald.host.cli;

import org.jspecify.annotations.NullMarked;
