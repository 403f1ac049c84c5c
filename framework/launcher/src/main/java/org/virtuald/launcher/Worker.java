package org.virtuald.launcher;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Errno;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.StandardError;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.PeerCredentials;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.SocketKind;
import org.virtuald.service.Endpoint;
import org.virtuald.service.NumericAddress;

/**
 * What serves a launch channel: takes a connection, finds the root of its local address, starts the program there. Confined to
 * one thread.
 */
final class Worker implements Crew.Duty {
    private static final int STDERR = 2;

    /** Where a connection belongs, and how long it took to find that out. */
    private record Place(InetSocketAddress local, String root, Duration lookUp) {}

    private final OpenService service;
    private final Children children;
    private final ProgramEnvironment environment;
    private final Entry entry;
    private final MessageReceiver receiver;
    private final SocketAddresses addresses = new SocketAddresses();
    private final Starter starter;

    /**
     * @param idle after how long without a request it is not needed any more
     */
    Worker(OpenService service, Entry entry, Children children, Duration idle) throws ErrnoException {
        this.service = service;
        this.entry = entry;
        this.children = children;
        this.environment = new ProgramEnvironment(service.conf());
        this.receiver = new MessageReceiver(service.channel(), Wire.REQUEST_BYTES, LaunchChannel.LAUNCH_DESCRIPTORS);
        this.receiver.waitAtMost(idle);
        this.starter = new Starter(entry, children);
    }

    @Override
    public Crew.Leaving serve() {
        try (starter) {
            return answerRequests();
        } catch (MalformedMessageException | ErrnoException e) {
            service.outbox().post(new LaunchAnswer.Closing(String.valueOf(e.getMessage())));
        } catch (RuntimeException | OutOfMemoryError e) {
            service.outbox().post(new LaunchAnswer.Closing("internal error: " + e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Crew.Leaving.END;
    }

    /** What is done in a round is outside the loop: the JVM compiles a method for its next call, and one that goes on much later. */
    private Crew.Leaving answerRequests() throws ErrnoException, MalformedMessageException, InterruptedException {
        MessageReceiver.Received received = await();
        while (received instanceof MessageReceiver.Received.Message message) {
            answer(message);
            received = await();
        }
        if (received instanceof MessageReceiver.Received.EndOfFile) {
            return Crew.Leaving.END;
        }
        if (received instanceof MessageReceiver.Received.Nothing) {
            return Crew.Leaving.IDLE;
        }
        throw new MalformedMessageException("longer than any launch message");
    }

    private MessageReceiver.Received await() throws ErrnoException, InterruptedException {
        service.outbox().awaitRoom();
        return receiver.receive();
    }

    private void answer(MessageReceiver.Received.Message message) throws MalformedMessageException {
        try {
            LaunchRequest request = LaunchRequest.decode(message.payload());
            if (message.lostDescriptors()) {
                int errno = Errno.EMFILE.intValue();
                service.outbox()
                        .post(new LaunchAnswer.Failed(request.connection(), "recvmsg", "connection", errno, ""));
            } else if (request instanceof LaunchRequest.Terminate terminate) {
                children.terminate(service, terminate.connection(), terminate.grace());
            } else if (request instanceof LaunchRequest.Launch launch) {
                launch(launch, message.descriptors());
            }
        } finally {
            message.discard();
        }
    }

    private void launch(LaunchRequest.Launch request, List<Descriptor> descriptors) throws MalformedMessageException {
        long connection = request.connection();
        int most = service.conf().program().stderr() == StandardError.LOG ? 2 : 1;
        if (descriptors.isEmpty() || descriptors.size() > most) {
            throw new MalformedMessageException(descriptors.size() + " descriptors instead of " + most);
        }
        Descriptor socket = descriptors.get(0);
        String root = "";
        try {
            Optional<ProxiedAddresses> told = request.proxied();
            if (told.isPresent()) {
                checkTrusted(socket);
            }
            InetSocketAddress local = told.isPresent() ? told.get().destination() : addresses.local(socket);
            if (local.isUnresolved()) {
                checkUnixEndpoint();
            }
            List<String> variables = variables(socket, local, told);
            long began = System.nanoTime();
            RootsTable.Match match = service.match(Optional.ofNullable(local.getAddress()));
            Duration lookUp = Duration.ofNanos(System.nanoTime() - began);
            if (match instanceof RootsTable.Match.Root found) {
                root = found.directory();
                Optional<String> fault = entry.trust().fault(root);
                if (fault.isPresent()) {
                    service.outbox().post(new LaunchAnswer.Distrusted(connection, root, fault.get()));
                } else {
                    start(connection, socket, descriptors, variables, new Place(local, root, lookUp));
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

    /** The host cannot start with a socket of its own what the conf wants to be reached by address. */
    private void checkUnixEndpoint() throws ErrnoException {
        if (service.conf().listen().stream().noneMatch(Endpoint.Unix.class::isInstance)) {
            throw new ErrnoException("getsockname", Errno.EAFNOSUPPORT.intValue(), "connection");
        }
    }

    /** The host cannot make up addresses for a peer that the conf does not trust to tell them. */
    private void checkTrusted(Descriptor socket) throws ErrnoException, MalformedMessageException {
        InetSocketAddress proxy = addresses.remote(socket);
        if (proxy.isUnresolved() || !service.conf().trustsProxy(proxy.getAddress())) {
            String peer = proxy.isUnresolved() ? "a Unix socket" : NumericAddress.text(proxy.getAddress());
            throw new MalformedMessageException(
                    "addresses for a connection of " + peer + ", which proxy-protocol does not name");
        }
    }

    private List<String> variables(Descriptor socket, InetSocketAddress local, Optional<ProxiedAddresses> told)
            throws ErrnoException {
        if (service.conf().sockets().waits()) {
            return environment.of(SocketKind.of(socket).orElse(SocketKind.TCP), local);
        }
        InetSocketAddress remote = told.isPresent() ? told.get().source() : addresses.remote(socket);
        return local.isUnresolved()
                ? environment.of(local, remote, PeerCredentials.of(socket))
                : environment.of(local, remote);
    }

    /**
     * The program's descriptors, from 0 on. The pipe for failures comes behind them, and last the file of a control group. A
     * listening socket that is passed as systemd does it is descriptor 3 alone, and where there is nothing to write errors to
     * they are dropped.
     */
    private Descriptor[] descriptors(Descriptor socket, List<Descriptor> received, Optional<ProgramCgroup> cgroup) {
        boolean asListenFds = service.conf().sockets().isPassedAsListenFds();
        Descriptor[] all = new Descriptor[STDERR + 2 + (asListenFds ? 1 : 0) + (cgroup.isPresent() ? 1 : 0)];
        int count = 0;
        while (count < STDERR) {
            all[count++] = asListenFds ? entry.nowhere() : socket;
        }
        all[count++] = standardError(socket, received);
        if (asListenFds) {
            all[count++] = socket;
        }
        all[count++] = entry.failureReports();
        if (cgroup.isPresent()) {
            all[count] = cgroup.get().processes();
        }
        return all;
    }

    private Descriptor standardError(Descriptor socket, List<Descriptor> received) {
        if (service.conf().program().stderr() == StandardError.CONNECTION) {
            return socket;
        }
        // a host that was short of descriptors sends none for the log
        return received.size() < 2 ? entry.nowhere() : received.get(1);
    }

    private void start(
            long connection, Descriptor socket, List<Descriptor> descriptors, List<String> variables, Place place)
            throws ErrnoException {
        Optional<ProgramCgroup> cgroup = entry.place();
        try {
            Launching launching =
                    new Launching(connection, descriptors(socket, descriptors, cgroup), variables, place, cgroup);
            children.start(launching, launching);
        } catch (ErrnoException e) {
            cgroup.ifPresent(group -> group.ended().run());
            throw e;
        } finally {
            cgroup.ifPresent(group -> group.started().run());
        }
    }

    /** A program on its way. */
    private final class Launching implements Children.Start, Children.Entry {
        private final long connection;
        private final Descriptor[] descriptors;
        private final List<String> variables;
        private final Place place;
        private final Optional<ProgramCgroup> cgroup;
        private final long token = service.nextToken();
        private Duration spawn = Duration.ZERO;

        Launching(
                long connection,
                Descriptor[] descriptors,
                List<String> variables,
                Place place,
                Optional<ProgramCgroup> cgroup) {
            this.connection = connection;
            this.descriptors = descriptors;
            this.variables = variables;
            this.place = place;
            this.cgroup = cgroup;
        }

        @Override
        public int start() throws ErrnoException {
            List<String> arguments = entry.arguments(token, place.root());
            long began = System.nanoTime();
            int pid = starter.start(arguments, variables, descriptors);
            spawn = Duration.ofNanos(System.nanoTime() - began);
            return pid;
        }

        @Override
        public Child enter(int pid) {
            service.hold();
            service.outbox()
                    .post(new LaunchAnswer.Launched(
                            connection, pid, place.local(), place.root(), place.lookUp(), spawn));
            return new Child(service, connection, token, place.root(), cgroup);
        }
    }
}
