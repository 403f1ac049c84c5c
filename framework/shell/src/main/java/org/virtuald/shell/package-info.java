/** The client of the shell: it runs lines in a host's shell bundle, and lets people edit them on a terminal. */
@NullMarked
package org.virtuald.shell;

import org.jspecify.annotations.NullMarked;
