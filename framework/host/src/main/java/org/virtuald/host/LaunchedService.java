package org.virtuald.host;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.traffic.ConnectionEvent;
import org.virtuald.host.traffic.ServiceTraffic;
import org.virtuald.launcher.LaunchAnswer;
import org.virtuald.launcher.LaunchChannel;
import org.virtuald.launcher.MalformedMessageException;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.Arrival;

/**
 * A running service whose connections go to the launcher: passes each on, hears what became of it. Confined to its event
 * loop. While the launcher has enough to do, new connections stay in the kernel's queue.
 */
final class LaunchedService implements Launching, Gate.Inside, LaunchQueue.Outcome {
    /** Launches that the launcher has not answered yet: enough to keep its workers busy, few to lose with it. */
    private static final int MOST_UNANSWERED = 64;

    private static final Duration PAUSE_WITHOUT_RESOURCES = Duration.ofMillis(100);

    /** From SIGTERM to SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final LaunchChannel channel;
    private final Gate gate;
    private final ServiceTraffic traffic;
    private final ConnectionLog log;
    private final Attendance attendance;
    private final Consumer<String> broken;
    private final Acceptor acceptor;
    private final Map<Long, Connection> connections = new HashMap<>();
    private final EventLoop.Registration answers;
    private final LaunchQueue queue;
    private int unanswered;
    private final List<Runnable> whenIdle = new ArrayList<>();
    private boolean paused;
    private boolean stopping;
    private Runnable answeredAll = () -> {};
    private Runnable finished = () -> {};

    /**
     * Takes over the channel and starts to accept.
     *
     * @param broken told once, with the reason, when the service cannot go on
     */
    LaunchedService(
            PreparedService prepared,
            EventLoop loop,
            Admission admission,
            boolean verbose,
            boolean paused,
            Consumer<String> broken)
            throws IOException {
        ServiceConf conf = prepared.conf();
        Logger logger = LoggerFactory.getLogger(conf.name());
        this.loop = loop;
        this.channel = prepared.channel();
        this.traffic = admission.traffic().of(conf.name());
        this.log = new ConnectionLog(logger, verbose);
        this.broken = broken;
        this.paused = paused;
        this.gate = new Gate(conf, loop, admission, prepared.access(), this, logger);
        this.acceptor = new Acceptor(loop, gate, logger);
        this.attendance = new Attendance(conf, loop, logger, this::terminate);
        this.answers = loop.register(channel.descriptor(), SelectionKey.OP_READ, this::channelReady);
        this.queue = new LaunchQueue(loop, channel, answers::interest, this);
        acceptor.start(prepared.listeners());
        acceptor.update();
    }

    /** Who waits in the queues of listeners that leave is still served, unless the service is paused. */
    @Override
    public void stop(List<Listener> leaving, Runnable whenAnswered, Runnable whenEnded) {
        acceptor.stop();
        stopping = true;
        if (!paused && channel.descriptor().isOpen()) {
            acceptor.drain(leaving);
        }
        if (!channel.descriptor().isOpen()) {
            whenAnswered.run();
            whenEnded.run();
            return;
        }
        answeredAll = whenAnswered;
        finished = whenEnded;
        tellIfAnswered();
        endIfDone();
    }

    private void tellIfAnswered() {
        if (stopping && unanswered == 0 && gate.isDecided()) {
            answeredAll.run();
            answeredAll = () -> {};
        }
    }

    @Override
    public void pause(boolean pause) {
        paused = pause;
        acceptor.update();
    }

    @Override
    public void whenIdle(Runnable task) {
        whenIdle.add(task);
        tellIfIdle();
    }

    private void tellIfIdle() {
        if (connections.isEmpty() && gate.isEmpty()) {
            whenIdle.forEach(Runnable::run);
            whenIdle.clear();
        }
    }

    @Override
    public boolean hasRoom() {
        return !stopping && !paused && queue.isEmpty() && unanswered < MOST_UNANSWERED;
    }

    @Override
    public boolean isQuiet() {
        return unanswered == 0;
    }

    @Override
    public void enter(Newcomer newcomer) {
        Connection connection = new Connection(newcomer);
        connections.put(connection.id(), connection);
        unanswered++;
        queue.add(newcomer, attendance.begin(connection, newcomer.socket()));
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
        acceptor.update();
        tellIfIdle();
        tellIfAnswered();
        endIfDone();
    }

    @Override
    public void broken(String reason) {
        broken.accept(reason);
    }

    @Override
    public void passedOn(Newcomer newcomer) {
        attendance.passedOn(newcomer.id(), newcomer.socket());
    }

    @Override
    public void moved() {
        acceptor.update();
    }

    /** The channel answers as always when the program has ended. */
    @Override
    public void terminate(long id) {
        try {
            if (connections.containsKey(id) && !channel.tryTerminate(id, GRACE)) {
                loop.after(PAUSE_WITHOUT_RESOURCES, () -> terminate(id));
            }
        } catch (ErrnoException e) {
            lost("the launch channel is closed: " + e.getMessage());
        }
    }

    /** When no start is without its answer nothing more is looked for: if there is something, there is another call. */
    private void channelReady() {
        try {
            LaunchChannel.Reading reading = channel.tryRead();
            while (reading instanceof LaunchChannel.Reading.Answers some) {
                for (LaunchAnswer answer : some.answers()) {
                    answered(answer);
                }
                if (isQuiet()) {
                    break;
                }
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
        queue.passOn();
        acceptor.update();
        tellIfIdle();
        tellIfAnswered();
        endIfDone();
    }

    private void answered(LaunchAnswer answer) {
        if (answer instanceof LaunchAnswer.Launched launched) {
            Connection connection = connections.get(launched.connection());
            if (connection != null) {
                unanswered--;
                ConnectionEvent.Started started =
                        LaunchEvents.started(connection.contact(), launched, connection.sinceNanos());
                connections.put(connection.id(), connection.with(started));
                attendance.launched(connection.id());
                tell(started);
            }
        } else if (answer instanceof LaunchAnswer.Closing closing) {
            log.closing(closing.reason());
        } else {
            Connection connection = connections.remove(answer.connection());
            if (connection != null) {
                over(connection, answer);
            }
        }
    }

    private void over(Connection connection, LaunchAnswer answer) {
        if (connection.started().isEmpty()) {
            unanswered--;
        }
        connection.permit().release();
        attendance.over(connection.id());
        tell(LaunchEvents.over(connection.contact(), connection.started(), answer, connection.sinceNanos()));
    }

    private void tell(ConnectionEvent event) {
        traffic.tell(event);
        log.on(event);
    }

    /** Without its channel a service can do nothing; connections in hand are closed, never run. */
    @Override
    public void lost(String reason) {
        boolean unexpected = !stopping;
        stopping = true;
        acceptor.stop();
        end();
        if (unexpected) {
            broken.accept(reason);
        }
    }

    private void endIfDone() {
        if (stopping && connections.isEmpty() && gate.isEmpty()) {
            end();
        }
    }

    private void end() {
        gate.close();
        queue.close();
        connections
                .values()
                .forEach(
                        connection -> { // nobody will tell of their ends
                            connection.permit().release();
                            tell(LaunchEvents.lost(
                                    connection.contact(), connection.started(), connection.sinceNanos()));
                        });
        connections.clear();
        unanswered = 0;
        tellIfIdle();
        tellIfAnswered();
        if (channel.descriptor().isOpen()) {
            answers.cancel();
            attendance.close();
            channel.close();
            finished.run();
        }
    }
}
