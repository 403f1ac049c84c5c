/** A filter that lets addresses which connect too often wait. */
@NullMarked
package org.virtuald.bundles.tarpit;

import org.jspecify.annotations.NullMarked;
