package org.virtuald.host.traffic;

/** Is told of everything that becomes of connections. */
@FunctionalInterface
public interface ConnectionListener {

    /**
     * Something has happened. The events of one connection come in order; those of different services come at the same time on
     * different threads. The thread is a service's event loop, or one that serves a connection of a bundle's service: it must not wait here, not even
     * for a disk. What is
     * thrown is logged and reaches nobody else.
     */
    void on(ConnectionEvent event);
}
