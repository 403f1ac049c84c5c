package org.virtuald.launcher;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a connection, as its launcher tells the host. For each request comes either {@link Refused},
 * {@link Distrusted} or {@link Failed} alone, or {@link Launched} and later {@link Ended} or {@link Failed}.
 */
public sealed interface LaunchAnswer {
    byte LAUNCHED = 1;
    byte REFUSED = 2;
    byte FAILED = 3;
    byte ENDED = 4;
    byte CLOSING = 5;
    byte DISTRUSTED = 6;

    /** The host's number for the connection. */
    long connection();

    /**
     * The connection's program has been started: its entry program runs.
     *
     * @param connection the host's number for it
     * @param pid the program's process
     * @param local the connection's local address
     * @param root the directory that becomes its root
     * @param lookUp how long it took to find that in the roots table
     * @param spawn how long the starter took to make the process
     */
    record Launched(long connection, int pid, InetSocketAddress local, String root, Duration lookUp, Duration spawn)
            implements LaunchAnswer {}

    /**
     * Nothing was run, because the roots table says so.
     *
     * @param connection the host's number for it
     * @param local the connection's local address
     * @param line the line of the table that refuses the address; 0 where no line matches it
     */
    record Refused(long connection, InetSocketAddress local, int line) implements LaunchAnswer {}

    /**
     * A system call failed before the program's first instruction; nothing of the program was run.
     *
     * @param connection the host's number for it
     * @param call the call's name
     * @param subject what it was made on
     * @param errno why it failed
     * @param root the connection's root, or empty when it was not known yet
     */
    record Failed(long connection, String call, String subject, int errno, String root) implements LaunchAnswer {}

    /**
     * Nothing was run, because the program would be root's and others than root could have written it.
     *
     * @param connection the host's number for it
     * @param root the connection's root
     * @param fault the component of the path to the root, or of a path inside it, and what is wrong with it
     */
    record Distrusted(long connection, String root, String fault) implements LaunchAnswer {}

    /**
     * The program has ended.
     *
     * @param connection the host's number for it
     * @param pid its process
     * @param code the exit status, 0 to 255, when {@code signal} is 0
     * @param signal the signal that killed it, or 0
     * @param user processor time outside the kernel
     * @param system processor time in the kernel
     * @param peakMemory the largest resident set, in bytes
     */
    record Ended(long connection, int pid, int code, int signal, Duration user, Duration system, long peakMemory)
            implements LaunchAnswer {}

    /**
     * The launcher closes this channel: what came on it broke the wire format.
     *
     * @param reason what was wrong
     */
    record Closing(String reason) implements LaunchAnswer {
        @Override
        public long connection() {
            return 0;
        }
    }

    /** Bytes that one answer takes at the most. */
    int LARGEST = 14_000;

    /** Writes an answer; several may follow each other in one message. */
    static void encode(LaunchAnswer answer, ByteBuffer into) {
        if (answer instanceof Launched launched) {
            Wire.start(into, LAUNCHED)
                    .putLong(launched.connection())
                    .putInt(launched.pid())
                    .putLong(launched.lookUp().toNanos())
                    .putLong(launched.spawn().toNanos());
            Wire.putAddress(into, launched.local());
            Wire.putText(into, launched.root());
        } else if (answer instanceof Refused refused) {
            Wire.start(into, REFUSED).putLong(refused.connection());
            Wire.putAddress(into, refused.local());
            into.putInt(refused.line());
        } else if (answer instanceof Failed failed) {
            Wire.start(into, FAILED).putLong(failed.connection()).putInt(failed.errno());
            Wire.putText(into, failed.call());
            Wire.putText(into, failed.subject());
            Wire.putText(into, failed.root());
        } else if (answer instanceof Distrusted distrusted) {
            Wire.start(into, DISTRUSTED).putLong(distrusted.connection());
            Wire.putText(into, distrusted.root());
            Wire.putText(into, distrusted.fault());
        } else if (answer instanceof Ended ended) {
            Wire.start(into, ENDED)
                    .putLong(ended.connection())
                    .putInt(ended.pid())
                    .put((byte) ended.code())
                    .put((byte) ended.signal())
                    .putLong(ended.user().toNanos())
                    .putLong(ended.system().toNanos())
                    .putLong(ended.peakMemory());
        } else if (answer instanceof Closing closing) {
            Wire.start(into, CLOSING);
            Wire.putText(into, closing.reason());
        }
    }

    /** Reads the answers that fill the buffer. */
    static List<LaunchAnswer> decodeAll(ByteBuffer from) throws MalformedMessageException {
        List<LaunchAnswer> answers = new ArrayList<>(2);
        while (from.hasRemaining()) {
            answers.add(Wire.decode(from, true, LaunchAnswer::decode));
        }
        return answers;
    }

    private static LaunchAnswer decode(byte type, ByteBuffer from) throws MalformedMessageException {
        return switch (type) {
            case LAUNCHED -> {
                long connection = from.getLong();
                int pid = from.getInt();
                Duration lookUp = Duration.ofNanos(from.getLong());
                Duration spawn = Duration.ofNanos(from.getLong());
                yield new Launched(connection, pid, Wire.getAddress(from), Wire.getText(from), lookUp, spawn);
            }
            case REFUSED -> new Refused(from.getLong(), Wire.getAddress(from), from.getInt());
            case FAILED -> {
                long connection = from.getLong();
                int errno = from.getInt();
                yield new Failed(connection, Wire.getText(from), Wire.getText(from), errno, Wire.getText(from));
            }
            case ENDED ->
                new Ended(
                        from.getLong(),
                        from.getInt(),
                        Byte.toUnsignedInt(from.get()),
                        Byte.toUnsignedInt(from.get()),
                        Duration.ofNanos(from.getLong()),
                        Duration.ofNanos(from.getLong()),
                        from.getLong());
            case DISTRUSTED -> new Distrusted(from.getLong(), Wire.getText(from), Wire.getText(from));
            case CLOSING -> new Closing(Wire.getText(from));
            default -> throw Wire.unknownType(type);
        };
    }
}
