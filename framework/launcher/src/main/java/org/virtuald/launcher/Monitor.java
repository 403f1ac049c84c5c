package org.virtuald.launcher;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import jnr.constants.platform.Errno;
import org.virtuald.conf.EndpointRoots;
import org.virtuald.conf.HostConf;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.service.Endpoint;

/**
 * The control channel's privileged end: takes one request after the other, answers each. What it does for a request it
 * decides from its own reading of the conf; the request only names a service.
 */
final class Monitor {
    /** A service is open twice while one conf takes another's place. What is more costs threads and descriptors. */
    private static final int MOST_OF_ONE = 8;

    private final MessageReceiver receiver;
    private final MessageSender sender;
    private final ServiceOpener opener;
    private final Map<Integer, OpenService> open = new HashMap<>();
    private final Set<Endpoint.Unix> named = new HashSet<>();
    private int lastHandle;

    Monitor(Descriptor control, ServiceOpener opener) {
        this.receiver = new MessageReceiver(control, Wire.CONTROL_BYTES, 1);
        this.sender = new MessageSender(control, Wire.CONTROL_BYTES, 2);
        this.opener = opener;
    }

    /** Serves until the host closes the channel; a message of no bytes cannot be told from that. */
    void serve() throws ErrnoException {
        try {
            answer(new ControlAnswer.Ready());
            serveRequests();
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPIPE)) { // the host has gone before it could read: as well an end as any
                throw e;
            }
        }
    }

    private void serveRequests() throws ErrnoException {
        while (true) {
            MessageReceiver.Received received = receiver.receive();
            if (received instanceof MessageReceiver.Received.EndOfFile) {
                return;
            }
            try {
                if (!(received instanceof MessageReceiver.Received.Message message)) {
                    throw new MalformedMessageException("longer than any control message");
                }
                message.discard();
                handle(ControlRequest.decode(message.payload()));
            } catch (MalformedMessageException e) {
                // messages keep their borders: the next one can be understood whatever this one was
                answer(rejected("not a request: " + e.getMessage()));
            }
        }
    }

    /** A request that goes wrong is refused; the services that are open go on. */
    private void handle(ControlRequest request) throws ErrnoException {
        try {
            if (request instanceof ControlRequest.Open wanted) {
                open(wanted);
            } else if (request instanceof ControlRequest.Bind wanted) {
                bind(wanted);
            } else if (request instanceof ControlRequest.ReadRoots wanted) {
                readRoots(wanted);
            } else if (request instanceof ControlRequest.Addresses wanted) {
                addresses(wanted);
            } else if (request instanceof ControlRequest.LookUp wanted) {
                lookUp(wanted);
            } else if (request instanceof ControlRequest.Remove wanted) {
                remove(wanted);
            } else if (request instanceof ControlRequest.BindForBundle wanted) {
                bindForBundle(wanted);
            } else if (request instanceof ControlRequest.BindLog wanted) {
                bindLog(wanted);
            }
        } catch (OutOfMemoryError e) {
            long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
            String what = "a roots table is too long for the " + mebibytes + " MiB that the launcher may use";
            answer(rejected(request instanceof ControlRequest.Open wanted ? wanted.service() + ": " + what : what));
        } catch (RuntimeException e) {
            answer(rejected("internal error: " + e));
        }
    }

    private void open(ControlRequest.Open wanted) throws ErrnoException {
        open.values().removeIf(OpenService::isReleased);
        long present = open.values().stream()
                .filter(service -> service.isServed() && service.conf().name().equals(wanted.service()))
                .count();
        if (present >= MOST_OF_ONE) {
            answer(rejected(wanted.service() + ": open " + present + " times already"));
            return;
        }
        ServiceOpener.Outcome outcome;
        try {
            outcome = opener.open(wanted.service(), wanted.digest());
        } catch (ErrnoException e) {
            answer(ControlAnswer.Failed.of(e));
            return;
        }
        if (outcome instanceof ServiceOpener.Outcome.Opened opened) {
            open.put(++lastHandle, opened.service());
            for (Endpoint endpoint : opened.service().conf().listen()) {
                if (endpoint instanceof Endpoint.Unix unix && unix.isPath()) {
                    named.add(unix);
                }
            }
            try (Descriptor hostEnd = opened.hostEnd()) {
                answer(
                        new ControlAnswer.Opened(
                                lastHandle, opened.service().roots().size(), opened.warnings()),
                        hostEnd);
            }
        } else if (outcome instanceof ServiceOpener.Outcome.Rejected rejected) {
            answer(new ControlAnswer.Rejected(rejected.problems()));
        }
    }

    private void bind(ControlRequest.Bind wanted) throws ErrnoException {
        Optional<Endpoint> found = endpoint(wanted.handle(), wanted.endpoint());
        if (found.isEmpty()) {
            return;
        }
        OpenService service = requireNonNull(open.get(wanted.handle()));
        Endpoint endpoint = found.get();
        if (wanted.at().isPresent()) {
            if (!service.spreadsTo(endpoint, wanted.at().get())) {
                answer(rejected("no address " + wanted.at().get() + " of endpoint " + endpoint));
                return;
            }
            endpoint = EndpointRoots.at(endpoint, wanted.at().get());
        }
        Endpoint bound = endpoint;
        answerBound(() -> ServiceSockets.open(service.conf().sockets(), bound, wanted.shared()));
    }

    /** Opens sockets. */
    @FunctionalInterface
    private interface Binding {
        List<Descriptor> open() throws ErrnoException;
    }

    private void answerBound(Binding binding) throws ErrnoException {
        List<Descriptor> sockets;
        try {
            sockets = binding.open();
        } catch (ErrnoException e) {
            answer(ControlAnswer.Failed.of(e));
            return;
        }
        try {
            answer(new ControlAnswer.Bound(), sockets.toArray(Descriptor[]::new));
        } finally {
            sockets.forEach(Descriptor::close);
        }
    }

    /** Bundles choose their endpoints themselves, so what they may have from a privileged process stands in virtuald.conf. */
    private void bindForBundle(ControlRequest.BindForBundle wanted) throws ErrnoException {
        Reading<HostConf> host = opener.host();
        Optional<Endpoint> listed = host instanceof Reading.Accepted<HostConf> accepted
                ? accepted.value().bundleListen().stream()
                        .filter(endpoint -> endpoint.toString().equals(wanted.endpoint()))
                        .findFirst()
                : Optional.empty();
        if (listed.isPresent()) {
            answerBound(() -> EndpointSockets.open(listed.get(), OptionalInt.empty(), false));
        } else if (host instanceof Reading.Accepted) {
            answer(rejected("bundle-listen of virtuald.conf does not have " + wanted.endpoint()));
        } else {
            answer(new ControlAnswer.Rejected(host.problems()));
        }
    }

    /** Only in a root of a service that wants it, so that the host can put sockets nowhere else. */
    private void bindLog(ControlRequest.BindLog wanted) throws ErrnoException {
        OpenService service = open.get(wanted.handle());
        List<String> roots = service == null
                        || service.entry().isEmpty()
                        || !service.conf().program().devLog()
                ? List.of()
                : service.roots().directories();
        int number = wanted.number();
        if (number < 0 || number >= roots.size() || !roots.get(number).equals(wanted.root())) {
            answer(rejected("no service " + wanted.handle() + " with dev-log and root " + wanted.root()));
            return;
        }
        answerBound(() -> {
            Descriptor socket = RootLogSocket.open(wanted.root());
            named.add(RootLogSocket.endpoint(wanted.root()));
            return List.of(socket);
        });
    }

    /** Takes away the file of a socket that was closed; only of an endpoint that some conf has had in this process's life. */
    private void remove(ControlRequest.Remove wanted) throws ErrnoException {
        named.stream()
                .filter(endpoint -> endpoint.toString().equals(wanted.endpoint()))
                .findFirst()
                .ifPresent(UnixEndpoints::remove);
        answer(new ControlAnswer.Removed());
    }

    /** The endpoint that a request names; where there is none the request is answered here. */
    private Optional<Endpoint> endpoint(int handle, int number) throws ErrnoException {
        OpenService service = open.get(handle);
        if (service == null || number < 0 || number >= service.conf().listen().size()) {
            answer(rejected("no endpoint " + number + " of service " + handle));
            return Optional.empty();
        }
        return Optional.of(service.conf().listen().get(number));
    }

    private void addresses(ControlRequest.Addresses wanted) throws ErrnoException {
        Optional<Endpoint> endpoint = endpoint(wanted.handle(), wanted.endpoint());
        if (endpoint.isPresent()) {
            OpenService service = requireNonNull(open.get(wanted.handle()));
            answer(EndpointRoots.addresses(service.conf(), endpoint.get(), service.roots(), MachineAddresses.present())
                    .<ControlAnswer>map(ControlAnswer.Spread::new)
                    .orElseGet(ControlAnswer.AsItStands::new));
        }
    }

    private void readRoots(ControlRequest.ReadRoots wanted) throws ErrnoException {
        OpenService service = open.get(wanted.handle());
        if (service == null || service.entry().isEmpty()) {
            answer(rejected("no service " + wanted.handle() + " with a roots table"));
            return;
        }
        Reading<RootsTable> table = opener.roots(service.conf());
        if (table instanceof Reading.Accepted<RootsTable> accepted) {
            service.use(accepted.value());
            answer(new ControlAnswer.RootsRead(accepted.value().size(), table.problems()));
        } else {
            answer(new ControlAnswer.Rejected(table.problems()));
        }
    }

    private void lookUp(ControlRequest.LookUp wanted) throws ErrnoException {
        OpenService service = open.get(wanted.handle());
        if (service == null) {
            answer(rejected("no service " + wanted.handle()));
            return;
        }
        RootsTable.Match match = service.match(wanted.address());
        if (match instanceof RootsTable.Match.Root found) {
            answer(new ControlAnswer.LookedUp(found.line(), found.directory()));
        } else {
            answer(new ControlAnswer.LookedUp(match instanceof RootsTable.Match.Refused no ? no.line() : 0, ""));
        }
    }

    private static ControlAnswer rejected(String message) {
        return new ControlAnswer.Rejected(List.of(new Problem(Problem.Severity.ERROR, "launcher", 0, message)));
    }

    private void answer(ControlAnswer answer, Descriptor... descriptors) throws ErrnoException {
        sender.send(payload -> ControlAnswer.encode(answer, payload), descriptors);
    }
}
