package org.virtuald.launcher;

import java.net.InetSocketAddress;
import jnr.constants.platform.Errno;
import org.virtuald.conf.RootsTable;
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
        this.receiver = new MessageReceiver(service.channel(), Wire.REQUEST_BYTES, 1);
        this.spawn = Spawn.inThisSession();
    }

    @Override
    public void run() {
        try {
            serve();
        } catch (MalformedMessageException | ErrnoException e) {
            service.outbox().post(new LaunchAnswer.Closing(String.valueOf(e.getMessage())));
            closeChannel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            service.release();
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
                if (message.descriptors().size() != 1) {
                    throw new MalformedMessageException(message.descriptors().size() + " descriptors instead of 1");
                }
                launch(request.connection(), message.descriptors().get(0));
            } finally {
                message.discard();
            }
        }
    }

    private void launch(long connection, Descriptor socket) {
        String root = "";
        try {
            InetSocketAddress local = addresses.local(socket);
            InetSocketAddress remote = addresses.remote(socket);
            RootsTable.Match match = service.roots().lookup(local.getAddress());
            if (match instanceof RootsTable.Match.Root found) {
                root = found.directory();
                start(connection, socket, local, remote, root);
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
            long connection, Descriptor socket, InetSocketAddress local, InetSocketAddress remote, String root)
            throws ErrnoException {
        long token = service.nextToken();
        children.start(
                () -> spawn.start(
                        service.image(),
                        service.arguments(token, root),
                        environment.of(local, remote),
                        new Spawn.Action.Copy(socket, 0),
                        new Spawn.Action.Copy(socket, 1),
                        new Spawn.Action.Copy(socket, 2),
                        new Spawn.Action.Copy(service.failureReports(), 3)),
                pid -> {
                    service.hold();
                    service.outbox().post(new LaunchAnswer.Launched(connection, pid, local, root));
                    return new Child(service, connection, token, root);
                });
    }
}
