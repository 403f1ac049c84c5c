package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketAddresses;
import org.virtuald.posix.SocketPair;

/** What the host can ask of the launcher, and what it gets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MonitorTest {

    /** An answer and what came with it. */
    private record Received(ControlAnswer answer, List<Descriptor> descriptors) {}

    @TempDir
    private Path conf = Path.of("");

    private final SocketPair control = SocketPair.open();
    private final MessageSender sender = new MessageSender(control.here(), Wire.CONTROL_BYTES + 1, 1);
    private final MessageReceiver receiver = new MessageReceiver(control.here(), Wire.CONTROL_BYTES, 2);
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    MonitorTest() throws ErrnoException {}

    @BeforeEach
    void startMonitor() throws Exception {
        assumeTrue(Files.getAttribute(conf, "unix:uid").equals(0), "files of root's can be made by root only");
        Files.createDirectory(conf.resolve("services"));
        Monitor monitor = new Monitor(
                control.there(), new ServiceOpener(conf, new Children(retries), ChannelWatch.start(), retries));
        Thread thread = new Thread(() -> {
            try {
                monitor.serve();
                end.complete("the channel was closed");
            } catch (ErrnoException e) {
                end.complete(String.valueOf(e.getMessage()));
            }
        });
        thread.start();
        assertThat(receive().answer()).isEqualTo(new ControlAnswer.Ready());
    }

    @AfterEach
    void close() {
        control.here().close();
        retries.shutdownNow();
    }

    @Test
    void aServiceIsOpenedAndItsEndpointsAreBound() throws Exception {
        String digest = write("listen = [\"127.0.0.1:0\", \"*:0\"]");

        Received opened = ask(new ControlRequest.Open("ftp", digest));
        assertThat(opened.answer()).isEqualTo(new ControlAnswer.Opened(1, 1, List.of()));
        assertThat(opened.descriptors()).hasSize(1);

        Received one = ask(new ControlRequest.Bind(1, 0, Optional.empty(), false));
        assertThat(one.answer()).isEqualTo(new ControlAnswer.Bound());
        assertThat(one.descriptors()).hasSize(1);
        assertThat(new SocketAddresses().local(one.descriptors().get(0)).getHostString())
                .isEqualTo("127.0.0.1");

        Received both = ask(new ControlRequest.Bind(1, 1, Optional.empty(), false));
        assertThat(both.answer()).isEqualTo(new ControlAnswer.Bound());
        assertThat(both.descriptors()).hasSize(2);

        one.descriptors().forEach(Descriptor::close);
        both.descriptors().forEach(Descriptor::close);
        opened.descriptors().forEach(Descriptor::close);
    }

    @Test
    void aBundleGetsWhatVirtualdConfListsAndNothingElse() throws Exception {
        Files.writeString(conf.resolve("virtuald.conf"), "bundle-listen = [\"127.0.0.1:7\"]");

        Received bound = ask(new ControlRequest.BindForBundle("127.0.0.1:7"));
        assertThat(bound.answer()).isEqualTo(new ControlAnswer.Bound());
        assertThat(new SocketAddresses().local(bound.descriptors().get(0)).getPort())
                .isEqualTo(7);
        bound.descriptors().forEach(Descriptor::close);

        assertThat(rejected(new ControlRequest.BindForBundle("127.0.0.1:9")))
                .singleElement()
                .extracting(Problem::message)
                .isEqualTo("bundle-listen of virtuald.conf does not have 127.0.0.1:9");
        Files.writeString(conf.resolve("virtuald.conf"), "bundle-listen = 7");
        assertThat(rejected(new ControlRequest.BindForBundle("127.0.0.1:7"))).isNotEmpty();
    }

    @Test
    void aServiceThatTheHostHasReadOtherwiseIsRejected() throws Exception {
        String before = write("listen = [\"127.0.0.1:0\"]");
        write("listen = [\"127.0.0.2:0\"]");

        assertThat(rejected(new ControlRequest.Open("ftp", before)))
                .singleElement()
                .extracting(Problem::message)
                .isEqualTo("the file has changed since the host read it");
    }

    @Test
    void aServiceWithoutAConfIsRejected() throws Exception {
        assertThat(rejected(new ControlRequest.Open("missing", ""))).isNotEmpty();
        assertThat(rejected(new ControlRequest.Open("../../etc/passwd", "")))
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("is no name for a service");
    }

    @Test
    void aConfThatOthersCouldHaveWrittenIsRejected() throws Exception {
        String digest = write("listen = [\"127.0.0.1:0\"]");
        Files.setPosixFilePermissions(conf.resolve("services/ftp.conf"), PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(rejected(new ControlRequest.Open("ftp", digest)))
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("is writable by ");
    }

    @Test
    void anUnknownUserIsRejectedWithItsLine() throws Exception {
        String digest = write("listen = [\"127.0.0.1:0\"]\nuser = \"nobody-of-that-name\"");

        assertThat(rejected(new ControlRequest.Open("ftp", digest)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(5);
                    assertThat(problem.message()).contains("nobody-of-that-name");
                });
    }

    @Test
    void nothingIsBoundThatIsNotInTheConfOfAnOpenService() throws Exception {
        String digest = write("listen = [\"127.0.0.1:0\"]");
        Received opened = ask(new ControlRequest.Open("ftp", digest));

        assertThat(rejected(new ControlRequest.Bind(1, 1, Optional.empty(), false)))
                .isNotEmpty();
        assertThat(rejected(new ControlRequest.Bind(1, -1, Optional.empty(), false)))
                .isNotEmpty();
        assertThat(rejected(new ControlRequest.Bind(2, 0, Optional.empty(), false)))
                .isNotEmpty();
        assertThat(rejected(new ControlRequest.ReadRoots(2))).isNotEmpty();
        opened.descriptors().forEach(Descriptor::close);
    }

    @Test
    void ofAServiceThatIsRelayedTheSocketsAreOpenedAndNothingIsLaunched() throws Exception {
        String digest = writeAll("listen = [\"127.0.0.1:0\"]\nredirect = \"127.0.0.1:9\"");
        Received opened = ask(new ControlRequest.Open("ftp", digest));
        Descriptor channel = opened.descriptors().get(0);

        Received bound = ask(new ControlRequest.Bind(1, 0, Optional.empty(), false));
        assertThat(bound.answer()).isInstanceOf(ControlAnswer.Bound.class);
        assertThat(rejected(new ControlRequest.ReadRoots(1))).isNotEmpty();

        new MessageSender(channel, 1000, 1)
                .send(
                        payload -> LaunchRequest.encode(new LaunchRequest.Launch(1, Optional.empty()), payload),
                        bound.descriptors().get(0));
        MessageReceiver answers = new MessageReceiver(channel, Wire.LAUNCH_BYTES, 1);
        assertThat(answers.receive()).isInstanceOfSatisfying(MessageReceiver.Received.Message.class, message -> {
            try {
                assertThat(LaunchAnswer.decodeAll(message.payload()))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                LaunchAnswer.Closing.class,
                                closing -> assertThat(closing.reason()).contains("the conf says redirect"));
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(answers.receive()).isInstanceOf(MessageReceiver.Received.EndOfFile.class);
        bound.descriptors().forEach(Descriptor::close);
        channel.close();
    }

    @Test
    void aServiceThatIsNotEnabledIsNotOpened() throws Exception {
        String digest = write("listen = [\"127.0.0.1:0\"]\nenabled = false");

        assertThat(rejected(new ControlRequest.Open("ftp", digest)).get(0).message())
                .startsWith("enabled: ");
    }

    @Test
    void anEndpointOfAServiceThatWaitsIsBoundAtTheAddressesOfItsTable() throws Exception {
        String table = "roots = [\"127.0.0.7 /srv/seven\", \"127.0.0.8 -\", \"127.0.0.0/24 /srv\", \"::7 /srv/six\"]";
        String digest = write("listen = [\"udp:0.0.0.0:0\", \"udp:127.0.0.9:0\"]\nwait = true\n" + table);
        Received opened = ask(new ControlRequest.Open("ftp", digest));

        List<InetAddress> addresses =
                ((ControlAnswer.Spread) ask(new ControlRequest.Addresses(1, 0)).answer()).addresses();
        assertThat(addresses)
                .contains(InetAddress.getByName("127.0.0.7"), InetAddress.getLoopbackAddress())
                .doesNotContain(InetAddress.getByName("127.0.0.8"), InetAddress.getByName("0:0:0:0:0:0:0:7"));
        assertThat(ask(new ControlRequest.Addresses(1, 1)).answer()).isEqualTo(new ControlAnswer.AsItStands());

        Received bound = ask(bindAt("127.0.0.7"));
        assertThat(new SocketAddresses().local(bound.descriptors().get(0)).getHostString())
                .isEqualTo("127.0.0.7");
        for (String other : List.of("127.0.0.8", "::7", "0.0.0.0", "10.0.0.1")) {
            assertThat(rejected(bindAt(other))).isNotEmpty();
        }
        bound.descriptors().forEach(Descriptor::close);
        opened.descriptors().forEach(Descriptor::close);
    }

    private static ControlRequest bindAt(String address) throws Exception {
        return new ControlRequest.Bind(1, 0, Optional.of(InetAddress.getByName(address)), false);
    }

    @Test
    void anAddressIsLookedUpInTheTableThatIsInForce() throws Exception {
        Received opened = ask(new ControlRequest.Open("ftp", write("listen = [\"127.0.0.1:0\"]")));
        opened.descriptors().forEach(Descriptor::close);

        for (Optional<InetAddress> address :
                List.of(Optional.<InetAddress>empty(), Optional.of(InetAddress.getLoopbackAddress()))) {
            assertThat(ask(new ControlRequest.LookUp(1, address)).answer())
                    .isEqualTo(new ControlAnswer.LookedUp(2, "/"));
        }
        assertThat(rejected(new ControlRequest.LookUp(7, Optional.empty())))
                .extracting(Problem::message)
                .containsExactly("no service 7");
    }

    @Test
    void theMonitorEndsWithTheChannel() {
        control.here().close();

        assertThat(end.join()).isEqualTo("the channel was closed");
    }

    @Test
    void messagesThatAreNoneAreRefusedAndTheNextIsServed() throws Exception {
        sender.send(payload -> payload.put((byte) 7));
        assertThat(receive().answer().toString()).contains("not a request: version 7 instead of 1");

        sender.send(payload -> payload.position(Wire.CONTROL_BYTES + 1));
        assertThat(receive().answer().toString()).contains("not a request: longer than any control message");

        Received opened = ask(new ControlRequest.Open("ftp", write("listen = [\"127.0.0.1:0\"]")));
        assertThat(opened.answer()).isInstanceOf(ControlAnswer.Opened.class);
        opened.descriptors().forEach(Descriptor::close);
    }

    @Test
    void aServiceIsNotOpenedWithoutEnd() throws Exception {
        ControlRequest open = new ControlRequest.Open("ftp", write("listen = [\"127.0.0.1:0\"]"));
        List<Descriptor> channels = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Received opened = ask(open);
            assertThat(opened.answer()).isInstanceOf(ControlAnswer.Opened.class);
            channels.addAll(opened.descriptors());
        }
        assertThat(rejected(open).get(0).message()).isEqualTo("ftp: open 8 times already");

        channels.forEach(Descriptor::close);
        Received opened = ask(open);
        while (!(opened.answer() instanceof ControlAnswer.Opened)) { // its workers are about to see it
            opened = ask(open);
        }
        opened.descriptors().forEach(Descriptor::close);
    }

    private List<Problem> rejected(ControlRequest request) throws ErrnoException, MalformedMessageException {
        Received received = ask(request);
        assertThat(received.answer()).isInstanceOf(ControlAnswer.Rejected.class);
        assertThat(received.descriptors()).isEmpty();
        return ((ControlAnswer.Rejected) received.answer()).problems();
    }

    private Received ask(ControlRequest request) throws ErrnoException, MalformedMessageException {
        Consumer<ByteBuffer> message = payload -> ControlRequest.encode(request, payload);
        sender.send(message);
        return receive();
    }

    private Received receive() throws ErrnoException, MalformedMessageException {
        MessageReceiver.Received received = receiver.receive();
        assertThat(received).isInstanceOf(MessageReceiver.Received.Message.class);
        MessageReceiver.Received.Message message = (MessageReceiver.Received.Message) received;
        return new Received(ControlAnswer.decode(message.payload()), message.descriptors());
    }

    /** Writes {@code ftp.conf} with these lines behind three others, and answers its digest. */
    private String write(String lines) throws IOException {
        return writeAll("""
                exec   = ["in.ftpd", "-l"]
                roots  = ["default /"]
                user   = "root"
                """ + lines);
    }

    private String writeAll(String text) throws IOException {
        Files.writeString(conf.resolve("services/ftp.conf"), text + "\n");
        Reading<ServiceConf> reading = new ConfReader(conf, ConfFiles.plain()).service("ftp");
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted<ServiceConf>) reading).value().digest();
    }
}
