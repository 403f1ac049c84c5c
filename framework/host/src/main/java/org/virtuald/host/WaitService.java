package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.Contact;
import org.virtuald.host.traffic.ServiceTraffic;
import org.virtuald.launcher.LaunchAnswer;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.MalformedMessageException;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Arrival;
import org.virtuald.service.Endpoint;

/**
 * A running service whose programs get its listening sockets, {@code wait} of inetd: for each socket one program at a time,
 * started when something comes in. Confined to its event loop.
 */
final class WaitService implements Launching, WatchedSocket.Owner {
    /** From SIGTERM to SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration PAUSE_WITHOUT_ROOM = Duration.ofMillis(100);

    /** A program that was asked for and has not ended. */
    private static final class Started {
        private final WatchedSocket socket;
        private final Contact contact;
        private final long sinceNanos = System.nanoTime();
        private Optional<ConnectionEvent.Started> begun = Optional.empty();

        Started(WatchedSocket socket, Contact contact) {
            this.socket = socket;
            this.contact = contact;
        }
    }

    private final EventLoop loop;
    private final LaunchChannel channel;
    private final ConnectionNumbers numbers;
    private final ServiceTraffic traffic;
    private final SocketClaims claims;
    private final Logger logger;
    private final WaitLog log;
    private final Consumer<String> broken;
    private final Attendance attendance;
    private final List<WatchedSocket> sockets = new ArrayList<>();
    private final Map<Long, Started> programs = new HashMap<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private final EventLoop.Registration answers;
    private boolean paused;
    private boolean stopping;
    private Runnable answeredAll = () -> {};
    private Runnable finished = () -> {};

    /**
     * Takes over the channel and starts to watch.
     *
     * @param claims of all services
     * @param broken told once, with the reason, when the service cannot go on
     */
    WaitService(
            PreparedService prepared,
            EventLoop loop,
            Admission admission,
            SocketClaims claims,
            boolean verbose,
            boolean paused,
            Consumer<String> broken)
            throws IOException {
        ServiceConf conf = prepared.conf();
        this.loop = loop;
        this.channel = prepared.channel();
        this.numbers = admission.numbers();
        this.traffic = admission.traffic().of(conf.name());
        this.claims = claims;
        this.logger = LoggerFactory.getLogger(conf.name());
        this.log = new WaitLog(logger, verbose);
        this.broken = broken;
        this.paused = paused;
        this.attendance = new Attendance(conf, loop, logger, this::terminate);
        this.answers = loop.register(channel.descriptor(), SelectionKey.OP_READ, this::channelReady);
        prepared.listeners().forEach(this::add);
        watch();
    }

    private void add(Listener listener) {
        sockets.add(new WatchedSocket(listener, loop, claims, this, logger));
    }

    /** Has these listeners from now on; a program that runs keeps its own. */
    void listenOn(List<Listener> listeners) {
        sockets.stream()
                .filter(socket -> !listeners.contains(socket.listener()))
                .forEach(WatchedSocket::stop);
        sockets.removeIf(socket -> !listeners.contains(socket.listener()));
        List<Listener> present = sockets.stream().map(WatchedSocket::listener).toList();
        listeners.stream().filter(listener -> !present.contains(listener)).forEach(this::add);
        watch();
    }

    private void watch() {
        if (!paused && !stopping) {
            sockets.forEach(WatchedSocket::watch);
        }
    }

    @Override
    public boolean tryLaunch(WatchedSocket socket) {
        if (stopping || paused) {
            return false;
        }
        long id = numbers.next();
        Optional<Descriptor> stderr = attendance.standardError(socket.listener().address());
        try {
            Descriptor listening = socket.listener().socket();
            boolean asked = stderr.isPresent()
                    ? channel.tryLaunch(id, Optional.empty(), listening, stderr.get())
                    : channel.tryLaunch(id, Optional.empty(), listening);
            if (asked) {
                Endpoint endpoint = socket.listener().endpoint();
                programs.put(
                        id,
                        new Started(
                                socket, new Contact(traffic.service(), id, endpoint, Optional.empty(), Instant.now())));
            }
            return asked;
        } catch (ErrnoException e) {
            logger.debug("{}: {}", socket.listener().address(), e.getMessage()); // the channel's end is read as well
            return false;
        } finally {
            stderr.ifPresent(Descriptor::close);
        }
    }

    @Override
    public void broken(String reason) {
        if (!stopping) {
            broken.accept(reason);
        }
    }

    /** What waits in the queues of the sockets that leave is their programs' to take, or nobody's. */
    @Override
    public void stop(List<Listener> leaving, Runnable whenAnswered, Runnable whenEnded) {
        stopping = true;
        sockets.forEach(WatchedSocket::stop);
        if (!channel.descriptor().isOpen()) {
            whenAnswered.run();
            whenEnded.run();
            return;
        }
        answeredAll = whenAnswered;
        finished = whenEnded;
        moved();
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        if (paused) {
            sockets.forEach(WatchedSocket::leave);
        } else {
            watch();
        }
    }

    @Override
    public void whenIdle(Runnable task) {
        whenIdle.add(task);
        moved();
    }

    /** No service of a bundle can hand it a connection: its program knows its own only. */
    @Override
    public boolean tryTake(Arrival arrival, HandOver.Source socket) {
        return false;
    }

    @Override
    public void terminate(long id) {
        try {
            if (programs.containsKey(id) && !channel.tryTerminate(id, GRACE)) {
                loop.after(PAUSE_WITHOUT_ROOM, () -> terminate(id));
            }
        } catch (ErrnoException e) {
            lost("the launch channel is closed: " + e.getMessage());
        }
    }

    private void channelReady() {
        try {
            LaunchChannel.Reading reading = channel.tryRead();
            while (reading instanceof LaunchChannel.Reading.Answers some) {
                some.answers().forEach(this::answered);
                reading = channel.tryRead();
            }
            if (reading instanceof LaunchChannel.Reading.Closed) {
                lost("the launcher has closed the launch channel");
                return;
            }
        } catch (ErrnoException | MalformedMessageException e) {
            lost("the launch channel is broken: " + e.getMessage());
            return;
        }
        moved();
    }

    private void answered(LaunchAnswer answer) {
        if (answer instanceof LaunchAnswer.Closing closing) {
            log.closing(closing.reason());
            return;
        }
        Started program = programs.get(answer.connection());
        if (program == null) {
            return;
        }
        String address = program.socket.listener().address();
        if (answer instanceof LaunchAnswer.Launched launched) {
            ConnectionEvent.Started begun = LaunchEvents.started(program.contact, launched, program.sinceNanos);
            program.begun = Optional.of(begun);
            traffic.tell(begun);
            attendance.launched(launched.connection());
            log.launched(address, launched);
            return;
        }
        programs.remove(answer.connection());
        attendance.over(answer.connection());
        traffic.tell(LaunchEvents.over(program.contact, program.begun, answer, program.sinceNanos));
        if (answer instanceof LaunchAnswer.Ended ended) {
            log.ended(address, ended, Duration.ofNanos(System.nanoTime() - program.sinceNanos));
        } else if (answer instanceof LaunchAnswer.Refused refused) {
            log.refused(address, refused);
        } else if (answer instanceof LaunchAnswer.Distrusted distrusted) {
            log.distrusted(address, distrusted);
        } else if (answer instanceof LaunchAnswer.Failed failed) {
            log.failed(address, failed);
        }
        program.socket.ended();
    }

    /** Tells those who wait for the service to have less to do, and ends when there is nothing left. */
    private void moved() {
        if (programs.isEmpty()) {
            whenIdle.forEach(Runnable::run);
            whenIdle.clear();
        }
        if (stopping && programs.values().stream().allMatch(program -> program.begun.isPresent())) {
            answeredAll.run();
            answeredAll = () -> {};
        }
        if (stopping && programs.isEmpty()) {
            end();
        }
    }

    /** Without its channel nobody can tell when a program ends. */
    private void lost(String reason) {
        boolean unexpected = !stopping;
        stopping = true;
        sockets.forEach(WatchedSocket::stop);
        programs.values().forEach(program -> {
            program.socket.ended();
            program.begun.ifPresent(
                    begun -> traffic.tell(LaunchEvents.lost(program.contact, program.begun, program.sinceNanos)));
        });
        programs.clear();
        moved();
        if (unexpected) {
            broken.accept(reason);
        }
    }

    private void end() {
        if (channel.descriptor().isOpen()) {
            answers.cancel();
            attendance.close();
            channel.close();
            finished.run();
        }
    }
}
