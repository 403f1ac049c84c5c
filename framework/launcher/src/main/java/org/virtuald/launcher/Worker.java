package org.virtuald.launcher;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Errno;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.StandardError;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.Spawn;

/**
 * A thread that serves one launch channel: takes a connection, finds the root of its local address, starts the entry
 * program there. Ends with its channel.
 */
final class Worker implements Runnable {
    private static final int STDERR = 2;

    private final OpenService service;
    private final Children children;
    private final ProgramEnvironment environment;
    private final MessageReceiver receiver;
    private final SocketAddresses addresses = new SocketAddresses();
    private final Spawn spawn;

    Worker(OpenService service, Children children) throws ErrnoException {
        this.service = service;
        this.children = children;
        this.environment = new ProgramEnvironment(service.conf());
        this.receiver = new MessageReceiver(service.channel(), Wire.REQUEST_BYTES, LaunchChannel.LAUNCH_DESCRIPTORS);
        this.spawn = Spawn.inThisSession();
    }

    @Override
    public void run() {
        try {
            serve();
        } catch (MalformedMessageException | ErrnoException e) {
            service.outbox().post(new LaunchAnswer.Closing(String.valueOf(e.getMessage())));
        } catch (RuntimeException | OutOfMemoryError e) {
            service.outbox().post(new LaunchAnswer.Closing("internal error: " + e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeChannel();
            service.leave();
        }
    }

    /** Lets the other workers of the channel, and the host, see its end. */
    private void closeChannel() {
        try {
            service.channel().shutDown();
        } catch (ErrnoException e) {
            // ENOTCONN: it has ended already
        }
    }

    private void serve() throws ErrnoException, MalformedMessageException, InterruptedException {
        while (true) {
            service.outbox().awaitRoom();
            MessageReceiver.Received received = receiver.receive();
            if (received instanceof MessageReceiver.Received.EndOfFile) {
                return;
            }
            if (!(received instanceof MessageReceiver.Received.Message message)) {
                throw new MalformedMessageException("longer than any launch message");
            }
            try {
                LaunchRequest request = LaunchRequest.decode(message.payload());
                if (message.lostDescriptors()) {
                    int errno = Errno.EMFILE.intValue();
                    service.outbox()
                            .post(new LaunchAnswer.Failed(request.connection(), "recvmsg", "connection", errno, ""));
                    continue;
                }
                if (request instanceof LaunchRequest.Terminate terminate) {
                    children.terminate(service, terminate.connection(), terminate.grace());
                } else {
                    launch(request.connection(), message.descriptors());
                }
            } finally {
                message.discard();
            }
        }
    }

    private void launch(long connection, List<Descriptor> descriptors) throws MalformedMessageException {
        StandardError stderr = service.conf().program().stderr();
        int most = stderr == StandardError.LOG ? 2 : 1;
        if (descriptors.isEmpty() || descriptors.size() > most) {
            throw new MalformedMessageException(descriptors.size() + " descriptors instead of " + most);
        }
        Descriptor socket = descriptors.get(0);
        Spawn.Action standardError = stderr == StandardError.CONNECTION
                ? new Spawn.Action.Copy(socket, STDERR)
                // a host that was short of descriptors sends none for the log
                : descriptors.size() < 2
                        ? new Spawn.Action.DevNull(STDERR)
                        : new Spawn.Action.Copy(descriptors.get(1), STDERR);
        String root = "";
        try {
            InetSocketAddress local = addresses.local(socket);
            InetSocketAddress remote = addresses.remote(socket);
            RootsTable.Match match = service.roots().lookup(local.getAddress());
            if (match instanceof RootsTable.Match.Root found) {
                root = found.directory();
                Optional<String> fault = service.trust().fault(root);
                if (fault.isPresent()) {
                    service.outbox().post(new LaunchAnswer.Distrusted(connection, root, fault.get()));
                } else {
                    start(connection, socket, standardError, local, remote, root);
                }
            } else if (match instanceof RootsTable.Match.Refused refused) {
                service.outbox().post(new LaunchAnswer.Refused(connection, local, refused.line()));
            } else {
                service.outbox().post(new LaunchAnswer.Refused(connection, local, 0));
            }
        } catch (ErrnoException e) {
            service.outbox().post(new LaunchAnswer.Failed(connection, e.call(), e.subject(), e.number(), root));
        }
    }

    private void start(
            long connection,
            Descriptor socket,
            Spawn.Action standardError,
            InetSocketAddress local,
            InetSocketAddress remote,
            String root)
            throws ErrnoException {
        long token = service.nextToken();
        children.start(
                () -> spawn.start(
                        service.image(),
                        service.arguments(token, root),
                        environment.of(local, remote),
                        new Spawn.Action.Copy(socket, 0),
                        new Spawn.Action.Copy(socket, 1),
                        standardError,
                        new Spawn.Action.Copy(service.failureReports(), 3)),
                pid -> {
                    service.hold();
                    service.outbox().post(new LaunchAnswer.Launched(connection, pid, local, root));
                    return new Child(service, connection, token, root);
                });
    }
}
