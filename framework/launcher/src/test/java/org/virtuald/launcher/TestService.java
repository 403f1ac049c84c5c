package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.posix.Account;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketPair;

/** An open service with the host's end of its channel in the test's hands. */
final class TestService implements AutoCloseable {

    private static final Account ROOT = new Account("root", 0, 0, List.of(0L));

    private final SocketPair channel = SocketPair.open();
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
    private final Entry entry;
    private final OpenService service;
    private final MessageSender sender = new MessageSender(channel.here(), 1000, 1);
    private final MessageReceiver receiver = new MessageReceiver(channel.here(), Wire.LAUNCH_BYTES, 1);

    TestService(String roots, String... conf) throws ErrnoException {
        ServiceConf service = ConfText.service(conf);
        LaunchPlan plan = ServicePlan.of(service, ROOT, LauncherPrivileges.current());
        this.entry = Entry.of(service, plan, ProgramTrust.of(service, ROOT), Optional.empty());
        Reading<RootsTable> table = RootsTable.parse("table", roots);
        assertThat(table).isInstanceOf(Reading.Accepted.class);
        this.service = new OpenService(
                service,
                ((Reading.Accepted<RootsTable>) table).value(),
                Optional.of(entry),
                channel.there(),
                new Outbox(new MessageSender(channel.there(), Wire.LAUNCH_BYTES, 1), retries));
        this.service.hold();
    }

    Entry entry() {
        return entry;
    }

    OpenService open() {
        return service;
    }

    /** Sends what a host would send, or would not. */
    void send(Consumer<ByteBuffer> message, Descriptor... descriptors) throws ErrnoException {
        sender.send(message, descriptors);
    }

    /** The next answers; empty at the channel's end. */
    List<LaunchAnswer> answers() throws ErrnoException, MalformedMessageException {
        return receiver.receive() instanceof MessageReceiver.Received.Message message
                ? LaunchAnswer.decodeAll(message.payload())
                : new ArrayList<>();
    }

    @Override
    public void close() {
        retries.shutdownNow();
        channel.here().close();
        service.end();
        service.release();
    }
}
