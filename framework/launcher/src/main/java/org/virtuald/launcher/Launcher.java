package org.virtuald.launcher;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Errno;
import org.virtuald.conf.Problem;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketPair;
import org.virtuald.posix.Spawn;
import org.virtuald.service.Endpoint;

/**
 * The launcher as the host sees it: a child process and the control channel to it. Any thread may ask; requests are
 * answered one at a time.
 */
public final class Launcher implements AutoCloseable {

    /** What came of opening a service. */
    public sealed interface Opening {

        /**
         * The launcher serves it now.
         *
         * @param channel the launch channel; the caller owns it, and closing it ends the service in the launcher
         * @param warnings about the service's files
         */
        record Opened(LaunchChannel channel, List<Problem> warnings) implements Opening {}

        /**
         * The launcher refuses to serve it.
         *
         * @param problems the reasons, and warnings beside them
         */
        record Rejected(List<Problem> problems) implements Opening {}
    }

    /** What came of binding what stands in no list of endpoints. */
    public sealed interface Binding {

        /**
         * It is bound.
         *
         * @param sockets one or two; the caller owns them
         */
        record Bound(List<Descriptor> sockets) implements Binding {}

        /**
         * The launcher refuses.
         *
         * @param problems the reasons
         */
        record Rejected(List<Problem> problems) implements Binding {}
    }

    private final int pid;
    private final Descriptor control;
    private final MessageSender sender;
    private final MessageReceiver receiver;

    private Launcher(int pid, Descriptor control) {
        this.pid = pid;
        this.control = control;
        this.sender = new MessageSender(control, Wire.CONTROL_BYTES, 1);
        this.receiver = new MessageReceiver(control, Wire.CONTROL_BYTES, 2);
    }

    /**
     * Starts a launcher. It has a session of its own, so that a terminal's signals reach the host only; its stderr is this
     * process's. It does not wait until the launcher is ready; {@link #awaitReady} does.
     *
     * @throws ErrnoException when it cannot be started
     */
    public static Launcher start(LauncherCommand command) throws ErrnoException {
        try (SocketPair pair = SocketPair.open()) {
            int pid = Spawn.inOwnSession()
                    .start(
                            command.java().toString(),
                            command.arguments(),
                            List.of("PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=1"),
                            new Spawn.Action.DevNull(0),
                            new Spawn.Action.DevNull(1),
                            new Spawn.Action.Copy(pair.there(), LauncherMain.CONTROL),
                            new Spawn.Action.CloseFrom(LauncherMain.CONTROL + 1));
            return new Launcher(pid, pair.takeHere());
        }
    }

    /** The launcher's process. */
    public int pid() {
        return pid;
    }

    /** Waits until the launcher takes requests. */
    public synchronized void awaitReady() throws LauncherException {
        Answer answer = receive();
        if (!(answer.control() instanceof ControlAnswer.Ready)) {
            throw unexpected(answer);
        }
    }

    /**
     * Opens a service.
     *
     * @param service its name
     * @param digest of its conf as this process read it
     * @throws ErrnoException when the launcher lacks a resource for it
     * @throws LauncherException when the launcher is gone
     */
    public synchronized Opening open(String service, String digest) throws LauncherException, ErrnoException {
        Answer answer = ask(new ControlRequest.Open(service, digest));
        if (answer.control() instanceof ControlAnswer.Opened opened
                && answer.descriptors().size() == 1) {
            return new Opening.Opened(
                    new LaunchChannel(
                            opened.handle(),
                            opened.rootsLines(),
                            answer.descriptors().get(0)),
                    opened.warnings());
        }
        if (answer.control() instanceof ControlAnswer.Rejected rejected) {
            return new Opening.Rejected(rejected.problems());
        }
        throw unexpected(answer);
    }

    /**
     * Opens the sockets of one endpoint of an open service.
     *
     * @param service its launch channel
     * @param endpoint the endpoint's place in the conf's list, from 0
     * @param at one of the endpoint's {@link #addresses}; empty for the endpoint as it stands
     * @param shared whether the host's sockets that share their addresses, {@code TcpListener.share}, are not in the way
     * @return one or two listening sockets, non-blocking; the caller owns them
     * @throws ErrnoException when a socket cannot be opened, with the endpoint as its subject
     * @throws LauncherException when the launcher is gone
     */
    public synchronized List<Descriptor> bind(
            LaunchChannel service, int endpoint, Optional<InetAddress> at, boolean shared)
            throws LauncherException, ErrnoException {
        Answer answer = ask(new ControlRequest.Bind(service.handle(), endpoint, at, shared));
        if (answer.control() instanceof ControlAnswer.Bound
                && !answer.descriptors().isEmpty()) {
            return answer.descriptors();
        }
        throw unexpected(answer);
    }

    /**
     * Opens the sockets of an endpoint for a service of a bundle, if {@code bundle-listen} of {@code virtuald.conf} has it.
     *
     * @return the sockets, non-blocking, which the caller owns; or why there are none
     * @throws ErrnoException when a socket cannot be opened, with the endpoint as its subject
     * @throws LauncherException when the launcher is gone
     */
    public synchronized Binding bindForBundle(Endpoint endpoint) throws LauncherException, ErrnoException {
        return binding(ask(new ControlRequest.BindForBundle(endpoint.toString())));
    }

    private static Binding binding(Answer answer) throws LauncherException {
        if (answer.control() instanceof ControlAnswer.Bound
                && !answer.descriptors().isEmpty()) {
            return new Binding.Bound(answer.descriptors());
        }
        if (answer.control() instanceof ControlAnswer.Rejected rejected) {
            return new Binding.Rejected(rejected.problems());
        }
        throw unexpected(answer);
    }

    /**
     * Binds a socket for datagrams at {@code /dev/log} in a root, to which every program there can write.
     *
     * @param service the launch channel of a service that has {@code dev-log}
     * @param number the root's place among the directories of its roots table, from 0
     * @param root the directory
     * @throws ErrnoException when the socket cannot be bound, or its folder belongs to others than root
     * @throws LauncherException when the launcher is gone
     */
    public synchronized Binding bindLog(LaunchChannel service, int number, String root)
            throws LauncherException, ErrnoException {
        return binding(ask(new ControlRequest.BindLog(service.handle(), number, root)));
    }

    /**
     * Takes away the file of a Unix socket that this process has closed, if nobody listens there.
     *
     * @throws LauncherException when the launcher is gone
     */
    public synchronized void remove(Endpoint.Unix endpoint) throws LauncherException, ErrnoException {
        Answer answer = ask(new ControlRequest.Remove(endpoint.toString()));
        if (!(answer.control() instanceof ControlAnswer.Removed)) {
            throw unexpected(answer);
        }
    }

    /**
     * The addresses at which sockets are opened in the place of one endpoint, as the roots table has them now.
     *
     * @param service its launch channel
     * @param endpoint the endpoint's place in the conf's list, from 0
     * @return empty when the endpoint is opened as it stands
     * @throws LauncherException when the launcher is gone
     */
    public synchronized Optional<List<InetAddress>> addresses(LaunchChannel service, int endpoint)
            throws LauncherException, ErrnoException {
        Answer answer = ask(new ControlRequest.Addresses(service.handle(), endpoint));
        if (answer.control() instanceof ControlAnswer.Spread spread) {
            return Optional.of(spread.addresses());
        }
        if (answer.control() instanceof ControlAnswer.AsItStands) {
            return Optional.empty();
        }
        throw unexpected(answer);
    }

    /**
     * Has the launcher read the roots table of an open service again. A table with errors leaves the present one in force.
     *
     * @param service its launch channel
     * @return errors, if the table was refused, and warnings
     * @throws LauncherException when the launcher is gone
     */
    public synchronized List<Problem> readRoots(LaunchChannel service) throws LauncherException, ErrnoException {
        Answer answer = ask(new ControlRequest.ReadRoots(service.handle()));
        if (answer.control() instanceof ControlAnswer.RootsRead read) {
            service.rootsLines(read.rootsLines());
            return read.warnings();
        }
        if (answer.control() instanceof ControlAnswer.Rejected rejected) {
            return rejected.problems();
        }
        throw unexpected(answer);
    }

    /** What the roots table of a service says about an address. */
    public sealed interface RootOf {

        /**
         * Connections to it get this root.
         *
         * @param directory absolute
         * @param line of the table
         */
        record Directory(String directory, int line) implements RootOf {}

        /**
         * Connections to it are refused.
         *
         * @param line of the table
         */
        record Refused(int line) implements RootOf {}

        /** No line matches it. */
        record Absent() implements RootOf {}
    }

    /**
     * Looks an address up in the roots table that is in force, as for a connection.
     *
     * @param service its launch channel
     * @param address the local address of a connection; empty for that of a Unix socket
     * @throws LauncherException when the launcher is gone
     */
    public synchronized RootOf lookUp(LaunchChannel service, Optional<InetAddress> address)
            throws LauncherException, ErrnoException {
        Answer answer = ask(new ControlRequest.LookUp(service.handle(), address));
        if (!(answer.control() instanceof ControlAnswer.LookedUp found)) {
            throw unexpected(answer);
        }
        if (!found.root().isEmpty()) {
            return new RootOf.Directory(found.root(), found.line());
        }
        return found.line() == 0 ? new RootOf.Absent() : new RootOf.Refused(found.line());
    }

    /** Waits until the launcher's process has ended; empty when someone else has waited for it. */
    public Optional<ChildExit> awaitExit() throws ErrnoException {
        return new ChildExit.Waiter().await(pid);
    }

    /** Closes the control channel, on which the launcher ends; running programs go on. */
    @Override
    public void close() {
        control.close();
    }

    /** An answer and what came with it, unless this process had no number left for a descriptor. */
    private record Answer(ControlAnswer control, List<Descriptor> descriptors, boolean incomplete) {}

    private Answer ask(ControlRequest request) throws LauncherException, ErrnoException {
        try {
            sender.send(payload -> ControlRequest.encode(request, payload));
        } catch (ErrnoException e) {
            throw new LauncherException("the launcher is gone", e);
        }
        Answer answer = receive();
        if (answer.control() instanceof ControlAnswer.Failed failed) {
            throw new ErrnoException(failed.call(), failed.errno(), failed.subject());
        }
        if (answer.incomplete()) {
            answer.descriptors().forEach(Descriptor::close);
            throw new ErrnoException("recvmsg", Errno.EMFILE.intValue(), "control channel");
        }
        return answer;
    }

    private Answer receive() throws LauncherException {
        try {
            MessageReceiver.Received received = receiver.receive();
            if (received instanceof MessageReceiver.Received.Message message) {
                return new Answer(
                        ControlAnswer.decode(message.payload()), message.descriptors(), message.lostDescriptors());
            }
            throw new LauncherException("the launcher has ended");
        } catch (ErrnoException | MalformedMessageException e) {
            throw new LauncherException("the launcher cannot be understood: " + e.getMessage(), e);
        }
    }

    private static LauncherException unexpected(Answer answer) {
        answer.descriptors().forEach(Descriptor::close);
        return new LauncherException("the launcher answered out of turn: " + answer.control());
    }
}
