package org.virtuald.host.records;

import java.io.IOException;

/** A place where records go. Confined to the thread that writes records. */
interface RecordSink extends AutoCloseable {

    /**
     * Writes a record, all of it.
     *
     * @throws IOException when it was not written, or not all of it; the next attempt begins anew
     */
    void write(ConnectionRecord record) throws IOException;

    @Override
    void close();
}
