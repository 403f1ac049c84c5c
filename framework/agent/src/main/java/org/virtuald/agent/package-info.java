/** What an application's class path gets of this project: enough to start a host on a class path of its own. */
@NullMarked
package org.virtuald.agent;

import org.jspecify.annotations.NullMarked;
