/**
 * What the bundles of conf files need from the host: their activator. Not for authors of bundles; those compile against
 * {@code org.virtuald.service}.
 */
@NullMarked
package org.virtuald.host.service;

import org.jspecify.annotations.NullMarked;
