/** What the conf directory says, as records: every error of a file at once, each with its file and line. */
@NullMarked
package org.virtuald.conf;

import org.jspecify.annotations.NullMarked;
