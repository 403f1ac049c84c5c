package org.virtuald.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ServiceConf;
import org.virtuald.conf.Work;
import org.virtuald.host.admission.SentProxyHeader;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.ServiceTraffic;
import org.virtuald.launcher.LaunchAnswer;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.MalformedMessageException;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Notice;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.SocketWatch;
import org.virtuald.posix.Transfer;
import org.virtuald.service.Arrival;
import org.virtuald.service.NumericAddress;

/**
 * A running service whose connections are relayed to another address, by this process. Confined to its event loop. The
 * launcher opens its sockets and nothing else; the launch channel stands for the service there.
 */
final class RelayService implements Launching, Gate.Inside, Dialer.Outcome {
    /** Connections to the target that are under way; more clients stay in the kernel's queue. */
    private static final int MOST_DIALED = 256;

    /** What goes from one side to the other at once, and what is kept of it at most. */
    private static final int TRANSFER_BYTES = 64 * 1024;

    private final LaunchChannel channel;
    private final Work.Redirect target;
    private final Logger log;
    private final LineLimit failures;
    private final boolean verbose;
    private final Consumer<String> broken;
    private final Gate gate;
    private final Acceptor acceptor;
    private final Notice banner;
    private final ServiceTraffic events;
    private final Dialer dialer;
    private final SocketWatch watch;
    private final EventLoop.Registration traffic;
    private final EventLoop.Registration answers;
    private final @Nullable TimeLimit limit;
    private final Transfer memory = new Transfer(TRANSFER_BYTES);
    private final SocketAddresses addresses = new SocketAddresses();
    private final Map<Long, Relay> relays = new HashMap<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private boolean paused;
    private boolean stopping;
    private boolean ended;
    private Runnable decidedAll = () -> {};
    private Runnable finished = () -> {};

    /**
     * Takes over the channel and starts to accept.
     *
     * @param broken told once, with the reason, when the service cannot go on
     */
    RelayService(
            PreparedService prepared,
            Work.Redirect target,
            EventLoop loop,
            Admission admission,
            boolean verbose,
            boolean paused,
            Consumer<String> broken)
            throws IOException {
        ServiceConf conf = prepared.conf();
        this.channel = prepared.channel();
        this.target = target;
        this.log = LoggerFactory.getLogger(conf.name());
        this.failures = new LineLimit(loop, "connections not relayed", log);
        this.verbose = verbose;
        this.broken = broken;
        this.paused = paused;
        this.events = admission.traffic().of(conf.name());
        this.banner = new Notice(conf.stay().banner());
        this.limit = conf.stay()
                .timeLimit()
                .map(time -> new TimeLimit(loop, time, id -> loop.execute(() -> timeOver(id, time))))
                .orElse(null);
        this.gate = new Gate(conf, loop, admission, prepared.access(), this, log);
        this.dialer = new Dialer(loop, conf.name(), target, this, log);
        this.watch = SocketWatch.open(SocketWatch.Event.TRAFFIC);
        this.traffic = loop.register(watch.descriptor(), SelectionKey.OP_READ, this::lookAtSome);
        this.answers = loop.register(channel.descriptor(), SelectionKey.OP_READ, this::channelReady);
        this.acceptor = new Acceptor(loop, gate, log);
        acceptor.start(prepared.listeners());
        acceptor.update();
    }

    /** Who waits in the queues of listeners that leave is still relayed, unless the service is paused. */
    @Override
    public void stop(List<Listener> leaving, Runnable whenAnswered, Runnable whenEnded) {
        acceptor.stop();
        stopping = true;
        if (!paused) {
            acceptor.drain(leaving);
        }
        decidedAll = whenAnswered;
        finished = whenEnded;
        moved();
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        acceptor.update();
    }

    @Override
    public void whenIdle(Runnable task) {
        whenIdle.add(task);
        moved();
    }

    @Override
    public boolean hasRoom() {
        return !stopping && !paused && dialer.size() < MOST_DIALED;
    }

    @Override
    public void enter(Newcomer newcomer) {
        relays.put(newcomer.id(), new Relay(newcomer));
        banner.send(newcomer.socket());
        if (limit != null) {
            limit.started(newcomer.id());
        }
        dialer.dial(newcomer.id());
    }

    @Override
    public boolean tryTake(Arrival arrival, HandOver.Source socket) throws IOException {
        if (!gate.hasRoom()) {
            return false;
        }
        gate.take(arrival, socket.detach());
        acceptor.update();
        return true;
    }

    @Override
    public void gateMoved() {
        moved();
    }

    @Override
    public void broken(String reason) {
        if (!stopping) {
            broken.accept(reason);
        }
    }

    @Override
    public void connected(long id, Descriptor socket, InetSocketAddress to) {
        Relay relay = relays.get(id);
        if (relay == null) {
            socket.close();
            return;
        }
        relay.own(socket);
        try {
            Newcomer client = relay.client();
            InetSocketAddress local = client.local(addresses);
            byte[] header = target.header()
                    .map(version -> SentProxyHeader.of(version, client.remote(), local))
                    .orElse(new byte[0]);
            relay.connect(socket, header, watch);
            relay.began(ServedConnection.start(events, client, local));
            usual(
                    "{} -> {} relayed to {}",
                    NumericAddress.text(client.remote()),
                    NumericAddress.text(local),
                    NumericAddress.text(to));
        } catch (ErrnoException e) {
            giveUp(relay, "relay", String.valueOf(e.getMessage()));
        }
        moved();
    }

    @Override
    public void failed(long id, String reason) {
        Relay relay = relays.get(id);
        if (relay != null) {
            giveUp(relay, "connect", reason);
        }
        moved();
    }

    private void giveUp(Relay relay, String what, String reason) {
        if (failures.isTold("cannot " + what + " to " + target.target())) {
            log.error(
                    "cannot {} to {}: {}; closed the connection from {}",
                    what,
                    target.target(),
                    reason,
                    NumericAddress.text(relay.remote()));
        }
        over(
                relay,
                new ConnectionEvent.Failed(
                        relay.client().contact(),
                        Optional.empty(),
                        "",
                        ConnectionEvent.Failed.RELAY,
                        target.target() + ": " + reason,
                        0,
                        Instant.now()));
    }

    private void lookAtSome() {
        try {
            for (long name : watch.take()) {
                Relay relay = relays.get(Relay.idOf(name));
                if (relay != null) {
                    move(relay);
                }
            }
        } catch (ErrnoException e) {
            log.error("cannot see what comes: {}", e.getMessage());
        }
    }

    private void move(Relay relay) {
        try {
            if (!relay.move(memory, watch)) {
                return;
            }
        } catch (ErrnoException e) {
            log.debug("{}: {}", NumericAddress.text(relay.remote()), e.getMessage());
        }
        tellEnd(relay);
        over(relay);
        moved();
    }

    private void tellEnd(Relay relay) {
        long millis = (System.nanoTime() - relay.client().sinceNanos()) / 1_000_000;
        usual("{} ended after {} ms, {}", NumericAddress.text(relay.remote()), millis, relay.volume());
    }

    private void timeOver(long id, Duration time) {
        Relay relay = relays.get(id);
        if (relay != null) {
            log.info("connection {}: its time of {} s is over; it is closed", id, time.toSeconds());
            over(relay);
            moved();
        }
    }

    @Override
    public void terminate(long connection) {
        Relay relay = relays.get(connection);
        if (relay != null) {
            log.info("connection {}: closed, as the administrator asks", connection);
            over(relay);
            moved();
        }
    }

    private void over(Relay relay) {
        over(relay, new ConnectionEvent.Dropped(relay.client().contact(), Instant.now()));
    }

    /**
     * It is no more.
     *
     * @param unserved what is told when there was no connection to the target yet
     */
    private void over(Relay relay, ConnectionEvent unserved) {
        if (relays.remove(relay.id(), relay)) {
            if (limit != null) {
                limit.ended(relay.id());
            }
            dialer.forget(relay.id());
            relay.close(watch);
            relay.told().ifPresentOrElse(served -> served.end(""), () -> events.tell(unserved));
        }
    }

    /** There is one less of something: takes the next ones, tells those who wait, ends when there is nothing left. */
    private void moved() {
        acceptor.update();
        boolean idle = relays.isEmpty() && gate.isEmpty();
        if (idle) {
            whenIdle.forEach(Runnable::run);
            whenIdle.clear();
        }
        if (stopping && gate.isDecided()) {
            decidedAll.run();
            decidedAll = () -> {};
        }
        if (stopping && idle) {
            end();
        }
    }

    private void channelReady() {
        String reason = "the launcher has closed the launch channel";
        try {
            LaunchChannel.Reading reading = channel.tryRead();
            while (reading instanceof LaunchChannel.Reading.Answers some) {
                for (LaunchAnswer answer : some.answers()) {
                    if (answer instanceof LaunchAnswer.Closing closing) {
                        reason = "the launcher closes the launch channel: " + closing.reason();
                    }
                }
                reading = channel.tryRead();
            }
            if (!(reading instanceof LaunchChannel.Reading.Closed)) {
                return;
            }
        } catch (ErrnoException | MalformedMessageException e) {
            reason = "the launch channel is broken: " + e.getMessage();
        }
        answers.cancel();
        broken(reason);
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        failures.tellSum();
        gate.close();
        dialer.close();
        traffic.cancel();
        watch.close();
        answers.cancel();
        channel.close();
        finished.run();
    }

    private void usual(String format, Object... arguments) {
        if (verbose) {
            log.info(format, arguments);
        } else {
            log.debug(format, arguments);
        }
    }
}
