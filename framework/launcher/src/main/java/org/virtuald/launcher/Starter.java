package org.virtuald.launcher;

import java.nio.BufferOverflowException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jnr.constants.platform.Errno;
import org.virtuald.entry.StartRequest;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketPair;
import org.virtuald.posix.Spawn;

/**
 * A process that starts the programs of one worker, whose parent is then this process: the first launch makes it, and it
 * ends with the worker. One that was killed is replaced. Confined to the worker's thread.
 */
final class Starter implements AutoCloseable {

    /** The most descriptors that a program, its failure report and its control group take. */
    private static final int DESCRIPTORS = StartRequest.CHANNEL - 1;

    /** Room for the requests of nearly all services. */
    private static final int FIRST_BYTES = 8 * 1024;

    /** The process, as long as it answers. */
    private record Running(int pid, Descriptor channel, MessageReceiver answers) {}

    private final Entry entry;
    private final Children children;
    private final Spawn spawn;
    private int bytes = FIRST_BYTES;
    private Optional<Running> running = Optional.empty();
    private Optional<MessageSender> requests = Optional.empty();

    Starter(Entry entry, Children children) throws ErrnoException {
        this.entry = entry;
        this.children = children;
        this.spawn = Spawn.inThisSession();
    }

    /**
     * Starts a program.
     *
     * @param arguments the entry program's, the first of which is the launch number
     * @param environment the program's, each {@code NAME=value}
     * @param descriptors what become its descriptors from 0 on; the caller still owns its own
     * @return the pid of a child of this process, which goes through the launch plan; when a new starter fails at what
     *     the plan has to be done once, it is the starter's own, which ends with the report of a failed launch
     * @throws ErrnoException when nothing was started, but for ECONNRESET: then there may be a child that nobody knows
     */
    int start(List<String> arguments, List<String> environment, Descriptor... descriptors) throws ErrnoException {
        if (running.isPresent()) {
            try {
                send(running.get(), arguments, environment, descriptors);
                OptionalInt pid = answer(running.get());
                if (pid.isEmpty()) {
                    throw new ErrnoException("recvmsg", Errno.ECONNRESET.intValue(), entry.starterName());
                }
                return pid.getAsInt();
            } catch (ErrnoException e) {
                if (!e.call().equals("sendmsg") || !isGone(e)) {
                    throw e;
                }
                close(); // somebody has killed it since the last launch
            }
        }
        Running started = open(arguments.get(0));
        running = Optional.of(started);
        try {
            send(started, arguments, environment, descriptors);
        } catch (ErrnoException e) {
            if (!isGone(e)) {
                throw e;
            }
        }
        return answer(started).orElse(started.pid());
    }

    private static boolean isGone(ErrnoException e) {
        return e.number() == Errno.EPIPE.intValue() || e.number() == Errno.ECONNRESET.intValue();
    }

    private Running open(String token) throws ErrnoException {
        try (SocketPair pair = SocketPair.open()) {
            int pid = spawn.start(
                    entry.image(),
                    List.of(token, entry.starterName()),
                    List.of(),
                    new Spawn.Action.Copy(entry.failureReports(), entry.failureDescriptor()),
                    new Spawn.Action.Copy(pair.there(), StartRequest.CHANNEL));
            children.expect();
            Descriptor channel = pair.takeHere();
            return new Running(pid, channel, new MessageReceiver(channel, StartRequest.ANSWER_SIZE, 1));
        }
    }

    private void send(Running process, List<String> arguments, List<String> environment, Descriptor... descriptors)
            throws ErrnoException {
        while (true) {
            MessageSender sender = requests.orElseGet(() -> new MessageSender(process.channel(), bytes, DESCRIPTORS));
            requests = Optional.of(sender);
            try {
                sender.send(buffer -> StartRequest.write(arguments, environment, buffer), descriptors);
                return;
            } catch (BufferOverflowException e) {
                if (bytes >= StartRequest.MOST_BYTES) {
                    throw new ErrnoException("execve", Errno.E2BIG.intValue(), "arguments and environment");
                }
                bytes *= 2;
                requests = Optional.empty();
            }
        }
    }

    /** The pid that it answers; empty when it has ended instead. */
    private OptionalInt answer(Running process) throws ErrnoException {
        if (!(process.answers().receive() instanceof MessageReceiver.Received.Message message)) {
            close();
            return OptionalInt.empty();
        }
        long result = message.payload().getLong();
        if (result < 0) {
            throw new ErrnoException("clone", (int) -result, entry.starterName());
        }
        return OptionalInt.of((int) result);
    }

    /** Ends the process, if there is one. */
    @Override
    public void close() {
        running.ifPresent(process -> process.channel().close());
        running = Optional.empty();
        requests = Optional.empty();
    }
}
