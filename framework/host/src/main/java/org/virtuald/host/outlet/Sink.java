package org.virtuald.host.outlet;

import java.io.IOException;

/**
 * A place where entries go. Confined to the thread that writes them.
 *
 * @param <T> what an entry is
 */
interface Sink<T> extends AutoCloseable {

    /**
     * Writes an entry, all of it.
     *
     * @throws IOException when it was not written, or not all of it; the next attempt begins anew
     */
    void write(T entry) throws IOException;

    @Override
    void close();
}
