package org.virtuald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.Architecture;
import org.virtuald.entry.Argument;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;
import org.virtuald.posix.Account;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.SocketPair;
import org.virtuald.posix.TcpListener;

/** A service of a launcher, with the host's end of its channel, whose program does nothing but exit. */
final class LaunchedProgram implements AutoCloseable {
    private static final Account NOBODY = new Account("nobody", 65534, 65534, List.of());

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final SocketPair channel;
    private final MessageSender sender;
    private final MessageReceiver receiver;
    private final Path root;
    private final OpenService service;
    private final Descriptor listener;
    private final Socket client;
    private final Descriptor connection;
    private long number;

    /** Makes a root with a program, a service of it, and a connection that all launches get. */
    LaunchedProgram() throws IOException {
        channel = SocketPair.open();
        sender = new MessageSender(channel.here(), Wire.REQUEST_BYTES, 1);
        receiver = new MessageReceiver(channel.here(), Wire.LAUNCH_BYTES, 1);
        root = makeRoot();
        service = open();
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        listener = TcpListener.open(here, 0, false, 1);
        client = new Socket(here, new SocketAddresses().local(listener).getPort());
        connection = TcpListener.accept(listener, new SocketAddresses())
                .orElseThrow()
                .socket();
        serve();
    }

    private static Path makeRoot() throws IOException {
        Path root = Files.createTempDirectory("virtuald-bench-");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        LaunchPlan exit = new LaunchPlan(List.of(new Step.Call(SystemCall.EXIT_GROUP, new Argument.Number(0, "0"))));
        Path program = Files.write(root.resolve("program"), EntryProgram.compile(exit, Architecture.current()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return root;
    }

    private OpenService open() throws ErrnoException {
        String text = "listen = \"*:21\"\nexec = [\"/program\"]\nroots = \"bench\"\nuser = \"nobody\"\n";
        ServiceConf conf = accepted(new ConfReader(Path.of("conf"), file -> text.getBytes(UTF_8)).service("bench"));
        RootsTable table = accepted(RootsTable.parse("table", "127.0.0.1 " + root + "\n"));
        LaunchPlan plan = ServicePlan.of(conf, NOBODY, LauncherPrivileges.current());
        Entry entry = Entry.of(conf, plan, ProgramTrust.of(conf, NOBODY), Optional.empty());
        Outbox outbox = new Outbox(new MessageSender(channel.there(), Wire.LAUNCH_BYTES, 1), timer);
        return new OpenService(conf, table, Optional.of(entry), channel.there(), outbox);
    }

    private static <T> T accepted(Reading<T> reading) {
        if (reading instanceof Reading.Accepted<T> accepted) {
            return accepted.value();
        }
        throw new IllegalStateException(reading.problems().toString());
    }

    /** Starts a worker and the reaper. */
    private void serve() throws ErrnoException {
        Children children = new Children(timer);
        service.hold();
        Entry entry = service.entry().orElseThrow();
        Crew.Hiring hiring = () -> new Worker(service, entry, children, Duration.ofMinutes(1));
        new Crew(service, 1, hiring, ChannelWatch.start(), timer).begin();
        Thread reaper = new Thread(new Reaper(children), "reaper");
        reaper.setDaemon(true);
        reaper.start();
    }

    /** One program, from its request to its end. */
    LaunchAnswer launch() throws ErrnoException, MalformedMessageException {
        long mine = ++number;
        sender.send(into -> LaunchRequest.encode(new LaunchRequest.Launch(mine, Optional.empty()), into), connection);
        while (receiver.receive() instanceof MessageReceiver.Received.Message message) {
            for (LaunchAnswer answer : LaunchAnswer.decodeAll(message.payload())) {
                if (answer instanceof LaunchAnswer.Ended ended && ended.code() == 0) {
                    return answer;
                } else if (!(answer instanceof LaunchAnswer.Launched)) {
                    throw new IllegalStateException(answer.toString());
                }
            }
        }
        throw new IllegalStateException("the launch channel has ended");
    }

    /** Ends the channel, and with it the worker. */
    @Override
    public void close() throws IOException {
        client.close();
        connection.close();
        listener.close();
        channel.here().close();
        service.release();
        timer.shutdownNow();
        Files.delete(root.resolve("program"));
        Files.delete(root);
    }
}
