/**
 * The control socket of a running host: a Unix socket in the state directory that takes one JSON object a line and answers
 * each with one.
 */
@NullMarked
package org.virtuald.host.control;

import org.jspecify.annotations.NullMarked;
