package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol: what a load balancer tells in front of a connection counts, if it is one that is trusted. */
@AsRoot
class ProxyProtocolIT {
    private static final String PROXY = "127.0.0.7";
    private static final String HEADER = "PROXY TCP4 192.0.2.9 192.0.2.2 4711 8021\r\n";
    private static final String ADDRESSES = "192.0.2.9 4711 192.0.2.9 192.0.2.2 8021";
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    @AutoClose
    private final Site site = new Site();

    ProxyProtocolIT() throws IOException {}

    @Test
    void theHeadersAddressesChooseTheRootAndAreThoseThatTheProgramSees() throws Exception {
        service("sh -c 'cat /name; echo $REMOTE_ADDR $REMOTE_PORT $TCPREMOTEIP $TCPLOCALIP $TCPLOCALPORT; cat'");
        RunningHost host = site.start();
        int port = host.port("service");

        assertThat(answer(PROXY, port, bytes(HEADER + "hello\n"))).isEqualTo("two\n" + ADDRESSES + "\nhello\n");
        assertThat(answer(PROXY, port, version2(0x21, 0x11, "192.0.2.9", "192.0.2.2"), bytes("hello\n")))
                .isEqualTo("two\n" + ADDRESSES + "\nhello\n");
        assertThat(answer(PROXY, port, version2(0x21, 0x21, "2001:db8::9", "2001:db8::2")))
                .isEqualTo("six\n2001:db8::9 4711 2001:db8::9 2001:db8::2 8021\n");
        host.log().await(" INFO service: 192.0.2.9:4711 -> 192.0.2.2:8021 in root ");
    }

    @Test
    void ofAConnectionThatIsTheProxysOwnTheSocketsAddressesCount() throws Exception {
        service("sh -c 'cat /name; echo $REMOTE_ADDR; cat'");
        int port = site.start().port("service");

        String own = "one\n" + PROXY + "\nhello\n";
        assertThat(answer(PROXY, port, bytes("PROXY UNKNOWN\r\nhello\n"))).isEqualTo(own);
        assertThat(answer(PROXY, port, version2(0x20, 0x00, "192.0.2.9", "192.0.2.2"), bytes("hello\n")))
                .isEqualTo(own);
    }

    @Test
    void aHeaderMayComeInPiecesAndTheProgramsSocketIsAsItExpectsIt() throws Exception {
        service("cat");
        RunningHost host = site.start();
        try (Socket socket = connect(PROXY, host.port("service"))) {
            socket.setTcpNoDelay(true);
            for (byte one : bytes(HEADER)) {
                socket.getOutputStream().write(one);
            }
            host.log().await(" INFO service: 192.0.2.9:4711 -> ");
            // a socket that does not block would have ended the program before there was something to read
            socket.getOutputStream().write(bytes("later\n"));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("later\n");
        }
    }

    @Test
    void nobodyElseIsHeard() throws Exception {
        service("cat /name");
        RunningHost host = site.start();

        assertThat(answer("127.0.0.8", host.port("service"), bytes(HEADER))).isEmpty();
        host.log().await(" INFO service: 127.0.0.8:\\d+ refused: its address is not trusted to send a PROXY header");
        assertThat(host.programs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.0\r\n\r\n", "PROXY TCP4 192.0.2.9\r\n", "PROXY TCP4 1.2.3.4", ""})
    void withoutAProperHeaderNothingIsRun(String sent) throws Exception {
        service("cat /name");
        RunningHost host = site.start();

        assertThat(answer(PROXY, host.port("service"), bytes(sent))).isEmpty();
        host.log().await(" INFO service: 127.0.0.7:\\d+ refused: .*PROXY header");
    }

    @Test
    void whoSaysNothingIsClosedAndMeanwhileOthersAreServed() throws Exception {
        service("cat /name");
        RunningHost host = site.start();
        try (Socket silent = connect(PROXY, host.port("service"))) {
            assertThat(answer(PROXY, host.port("service"), bytes(HEADER))).isEqualTo("two\n");
            assertThat(silent.getInputStream().read()).isNegative();
        }
        host.log().await(" INFO service: 127.0.0.7:\\d+ refused: no whole PROXY header within 3 s");
    }

    @Test
    void accessAndLimitsAreAboutTheHeadersSource() throws Exception {
        service("cat /name", "deny = \"192.0.2.9\"", "max-rate-per-source = \"1/h\"", "over-limit = refuse");
        RunningHost host = site.start();
        int port = host.port("service");

        assertThat(answer(PROXY, port, bytes(HEADER))).isEmpty();
        host.log().await(" INFO service: 192.0.2.9:4711 refused: its address may not connect");
        String other = HEADER.replace("192.0.2.9", "192.0.2.10");
        assertThat(answer(PROXY, port, bytes(other))).isEqualTo("two\n");
        assertThat(answer(PROXY, port, bytes(other))).isEmpty();
        assertThat(answer(PROXY, port, bytes(HEADER.replace("192.0.2.9", "192.0.2.11"))))
                .isEqualTo("two\n");
    }

    private void service(String exec, String... more) throws IOException, InterruptedException {
        String[] words = exec.startsWith("sh -c '")
                ? new String[] {"sh", "-c", exec.substring(7, exec.length() - 1)}
                : exec.split(" ", -1);
        site.service("service", """
                listen = ["127.0.0.1:0"]
                exec   = [%s]
                roots  = ["192.0.2.2 %s", "2001:db8::/32 %s", "default %s"]
                user   = "nobody"
                verbose = true
                proxy-protocol = ["127.0.0.7"]
                %s
                """.formatted(
                Site.quoted(words), site.root("two"), site.root("six"), site.root("one"), String.join("\n", more)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Socket connect(String source, int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(Math.toIntExact(Await.DEADLINE.toMillis()));
        socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    /** What comes back for these bytes, sent at once. */
    private static String answer(String source, int port, byte[]... parts) throws IOException {
        try (Socket socket = connect(source, port)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.write(part);
            }
            socket.getOutputStream().write(all.toByteArray());
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            return ""; // reset: the bytes that it has sent were not read
        }
    }

    private static byte[] version2(int command, int family, String source, String destination) throws IOException {
        byte[] from = InetAddress.getByName(source).getAddress();
        byte[] to = InetAddress.getByName(destination).getAddress();
        byte[] extension = {0x04, 0x00, 0x03, 'x', 'y', 'z'}; // PP2_TYPE_NOOP
        ByteBuffer header = ByteBuffer.allocate(16 + from.length + to.length + 4 + extension.length);
        header.put(SIGNATURE).put((byte) command).put((byte) family).putShort((short) (header.capacity() - 16));
        header.put(from).put(to).putShort((short) 4711).putShort((short) 8021).put(extension);
        return header.array();
    }
}
