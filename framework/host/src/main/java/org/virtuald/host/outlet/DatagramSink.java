package org.virtuald.host.outlet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.UnixDatagrams;

/** Sends each entry as a datagram to a socket of the Unix family, and connects anew when who received there has gone. */
final class DatagramSink<T> implements Sink<T> {
    private static final int LONGEST = 32 * 1024;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Path address;
    private final Function<T, byte[]> message;
    private @Nullable Descriptor socket;
    private @Nullable MessageSender sender;

    DatagramSink(Path address, Function<T, byte[]> message) {
        this.address = address;
        this.message = message;
    }

    @Override
    public void write(T entry) throws IOException {
        byte[] bytes = message.apply(entry);
        byte[] sent = bytes.length <= LONGEST ? bytes : Arrays.copyOf(bytes, LONGEST);
        MessageSender to = sender;
        if (to != null) {
            try {
                to.send(payload -> payload.put(sent));
                return;
            } catch (ErrnoException e) {
                close(); // it may have been started anew: a second attempt on a new connection
            }
        }
        Descriptor connected = UnixDatagrams.connect(address.toString(), PATIENCE);
        socket = connected;
        to = new MessageSender(connected, LONGEST, 1);
        sender = to;
        to.send(payload -> payload.put(sent));
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
        socket = null;
        sender = null;
    }
}
