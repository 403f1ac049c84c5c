/** Reads the files of inetd and xinetd, and writes what they say as conf files of services. */
@NullMarked
package org.virtuald.inetd;

import org.jspecify.annotations.NullMarked;
