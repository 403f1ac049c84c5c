/** What a service bundle and the host say to each other: endpoints, connections and what becomes of them. */
@NullMarked
@Export
@Version("1.0.0")
package org.virtuald.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
