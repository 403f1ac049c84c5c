package org.virtuald.bundles.internal;

import java.io.IOException;
import org.virtuald.service.Connection;

/** What is said on a connection, from beginning to end. */
@FunctionalInterface
interface Protocol {
    void serve(Connection connection) throws IOException;
}
