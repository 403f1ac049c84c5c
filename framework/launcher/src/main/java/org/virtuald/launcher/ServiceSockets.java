package org.virtuald.launcher;

import java.util.List;
import org.virtuald.conf.SocketOptions;
import org.virtuald.conf.SocketTuning;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SocketSettings;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;

/** The sockets of services of conf files, with the options that their confs say. */
final class ServiceSockets {

    private ServiceSockets() {}

    /**
     * Opens those of an endpoint.
     *
     * @param shared whether listeners of the host that share their addresses are not in the way
     * @return the sockets; the caller owns them
     * @throws ErrnoException with the endpoint as its subject
     */
    static List<Descriptor> open(SocketOptions options, Endpoint endpoint, boolean shared) throws ErrnoException {
        if (endpoint instanceof Endpoint.Unix unix) {
            int backlog = options.backlog().orElse(TcpListener.KERNEL_MAXIMUM);
            return List.of(UnixEndpoints.open(unix, backlog, access(options)));
        }
        return EndpointSockets.open(endpoint, options.backlog(), shared, settings(options.tuning()));
    }

    /** That the owner exists was seen when the service was opened. */
    private static UnixEndpoints.Access access(SocketOptions options) {
        if (options.owner().isPresent()
                && AccountLookUp.of(options.owner().get()) instanceof AccountLookUp.Known known) {
            return new UnixEndpoints.Access(
                    options.mode(), known.account().uid(), known.account().gid());
        }
        return new UnixEndpoints.Access(options.mode(), 0, 0);
    }

    private static SocketSettings settings(SocketTuning tuning) {
        SocketSettings settings = new SocketSettings();
        tuning.keepalive().ifPresent(keepalive -> {
            settings.keepAlive();
            keepalive.time().ifPresent(time -> settings.keepAliveTime((int) time.toSeconds()));
            keepalive.interval().ifPresent(time -> settings.keepAliveInterval((int) time.toSeconds()));
            keepalive.probes().ifPresent(settings::keepAliveProbes);
        });
        tuning.sendBuffer().ifPresent(settings::sendBuffer);
        tuning.receiveBuffer().ifPresent(settings::receiveBuffer);
        tuning.device().ifPresent(settings::device);
        tuning.mark().ifPresent(settings::mark);
        tuning.tos().ifPresent(settings::tos);
        if (tuning.noDelay()) {
            settings.noDelay();
        }
        if (tuning.reusePort()) {
            settings.reusePort();
        }
        if (tuning.freeBind()) {
            settings.freeBind();
        }
        if (tuning.transparent()) {
            settings.transparent();
        }
        return settings;
    }
}
