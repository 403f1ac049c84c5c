/** The access files of tcp_wrappers, hosts_access(5) and hosts_options(5): their rules, and what these say of a connection. */
@NullMarked
package org.virtuald.conf.wrappers;

import org.jspecify.annotations.NullMarked;
