package org.virtuald.host;

import java.util.Optional;
import org.virtuald.conf.ServiceConf;

/**
 * What a service's bundle stands for.
 *
 * @param conf the conf it was made from
 * @param roots the stamp of the roots table's file when it was read; empty for a table in the conf itself
 */
record Deployed(ServiceConf conf, Optional<FileStamp> roots) {}
