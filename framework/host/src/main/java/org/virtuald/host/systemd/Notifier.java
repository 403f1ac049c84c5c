package org.virtuald.host.systemd;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.UnixDatagrams;

/**
 * Tells systemd how the service is, by datagrams to {@code NOTIFY_SOCKET}, sd_notify(3); tells nobody when the environment
 * names no such socket. Any thread may tell. The socket is connected at once: a host that has given up root may not be able
 * to reach the path.
 */
public final class Notifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST_MESSAGE = 4096; // NOTIFY_BUFFER_MAX of systemd's core/manager.c
    private static final int LONGEST_STATUS = 512;

    private final String address;
    private @Nullable Descriptor socket; // guarded by this
    private @Nullable MessageSender sender; // guarded by this
    private String lastStatus = ""; // guarded by this
    private boolean failing; // guarded by this

    private Notifier(String address) {
        this.address = address;
    }

    /** A notifier for the service manager that the environment names. */
    static Notifier of(Map<String, String> environment) {
        String address = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (!address.isEmpty() && !address.startsWith("/") && !address.startsWith("@")) {
            LOG.warn("NOTIFY_SOCKET is \"{}\", neither a path nor an abstract name; systemd is told nothing", address);
            address = "";
        }
        Notifier notifier = new Notifier(address);
        notifier.connect();
        return notifier;
    }

    /** Whether there is anybody to tell. */
    boolean isHeard() {
        return !address.isEmpty();
    }

    /** The service is up, or a reload is done. */
    public synchronized void ready(String status) {
        lastStatus = line(status);
        send("READY=1\nSTATUS=" + lastStatus);
    }

    /** A reload begins; {@link #ready} ends it. */
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + CurrentProcess.monotonicMicros());
    }

    /** The service ends. */
    public void stopping() {
        send("STOPPING=1\nSTATUS=stopping");
    }

    /** One line on how the service is, for {@code systemctl status}; told when it is another than the last. */
    public synchronized void status(String status) {
        String line = line(status);
        if (!line.equals(lastStatus)) {
            lastStatus = line;
            send("STATUS=" + line);
        }
    }

    /** The service is alive, and will say so again. */
    void alive() {
        send("WATCHDOG=1");
    }

    /** Gives a copy of a descriptor to systemd for the next start of this service; false when that cannot be. */
    boolean store(String name, Descriptor descriptor) {
        return send("FDSTORE=1\nFDNAME=" + name, descriptor);
    }

    /** Has systemd close what it stores under a name. */
    void remove(String name) {
        send("FDSTOREREMOVE=1\nFDNAME=" + name);
    }

    /** Text as one assignment can hold it. */
    private static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_STATUS ? line : line.substring(0, LONGEST_STATUS - 1) + "…";
    }

    private synchronized boolean send(String message, Descriptor... descriptors) {
        if (address.isEmpty()) {
            return false;
        }
        // a second attempt on a new connection: whoever received may have opened its socket anew
        boolean sent = trySend(message, descriptors) || (connect() && trySend(message, descriptors));
        if (sent) {
            failing = false;
        }
        return sent;
    }

    private boolean trySend(String message, Descriptor... descriptors) {
        if (sender == null) {
            return false;
        }
        try {
            sender.send(payload -> payload.put(message.getBytes(StandardCharsets.UTF_8)), descriptors);
            return true;
        } catch (ErrnoException e) {
            tell(e);
            close();
            return false;
        }
    }

    private synchronized boolean connect() {
        if (address.isEmpty()) {
            return false;
        }
        try {
            Descriptor connected = UnixDatagrams.connect(address, PATIENCE);
            socket = connected;
            sender = new MessageSender(connected, LONGEST_MESSAGE, 1);
            return true;
        } catch (ErrnoException e) {
            tell(e);
            return false;
        }
    }

    /** Once until it works again: the watchdog would repeat it for ever. */
    private void tell(ErrnoException failure) {
        if (!failing) {
            failing = true;
            LOG.warn("cannot notify systemd: {}", failure.getMessage());
        }
    }

    /** Lets go of the socket. */
    @Override
    public synchronized void close() {
        if (socket != null) {
            socket.close();
        }
        socket = null;
        sender = null;
    }
}
