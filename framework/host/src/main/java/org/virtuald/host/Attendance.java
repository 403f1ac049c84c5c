package org.virtuald.host;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.virtuald.conf.ServiceConf;
import org.virtuald.conf.StandardError;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.Notice;
import org.virtuald.service.NumericAddress;

/**
 * What the host does for the connections of a service beside passing them on, as its conf says: banner, time limit, standard
 * error, clients that go. Confined to the service's event loop.
 */
final class Attendance {
    private final Notice banner;
    private final LongConsumer terminate;
    private final Logger log;
    private final @Nullable StandardErrors errors;
    private final @Nullable TimeLimit limit;
    private final @Nullable ClientWatch clients;

    /**
     * @param terminate ends the program of a connection
     */
    Attendance(ServiceConf conf, EventLoop loop, Logger log, LongConsumer terminate) throws IOException {
        this.banner = new Notice(conf.stay().banner());
        this.terminate = terminate;
        this.log = log;
        this.clients = conf.stay().killOnClose() ? new ClientWatch(loop, log, this::clientGone) : null;
        this.errors = conf.program().stderr() == StandardError.LOG ? new StandardErrors(loop, log) : null;
        this.limit = conf.stay()
                .timeLimit()
                .map(time -> new TimeLimit(loop, time, connection -> timeOver(connection, time)))
                .orElse(null);
    }

    /** What is to be passed on with a connection: where its program's standard error goes, if that is the log. */
    Optional<Descriptor> begin(Connection connection, Descriptor socket) {
        banner.send(socket);
        return errors == null ? Optional.empty() : errors.open(NumericAddress.text(connection.remote()));
    }

    /** Where the standard error of a program goes that has no connection, if that is the log; the caller closes it. */
    Optional<Descriptor> standardError(String of) {
        return errors == null ? Optional.empty() : errors.open(of);
    }

    /** The launcher has the connection; takes the ownership of the descriptor that is left here. */
    void passedOn(long connection, Descriptor socket) {
        if (clients == null) {
            socket.close();
        } else {
            clients.watch(connection, socket);
        }
    }

    void launched(long connection) {
        if (limit != null) {
            limit.started(connection);
        }
    }

    void over(long connection) {
        if (limit != null) {
            limit.ended(connection);
        }
        if (clients != null) {
            clients.forget(connection);
        }
    }

    private void timeOver(long connection, Duration time) {
        log.info("connection {}: its time of {} s is over; its program is ended", connection, time.toSeconds());
        terminate.accept(connection);
    }

    private void clientGone(long connection) {
        log.debug("connection {}: its client has closed it; its program is ended", connection);
        terminate.accept(connection);
    }

    /** Attends to nothing any more; programs go on. */
    void close() {
        if (clients != null) {
            clients.close();
        }
        if (errors != null) {
            errors.close();
        }
    }
}
