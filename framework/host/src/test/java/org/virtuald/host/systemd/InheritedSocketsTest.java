package org.virtuald.host.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtuald.posix.BoundSocket;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Pipe;
import org.virtuald.posix.TcpListener;
import org.virtuald.posix.UdpSocket;
import org.virtuald.service.Endpoint;

class InheritedSocketsTest {
    private static final InetAddress EVERY_IPV4 = address(0, 0, 0, 0);
    private static final InetAddress EVERY_IPV6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    private static final InetAddress LOOPBACK_IPV6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private final InheritedSockets inherited = new InheritedSockets();
    private final Deque<Descriptor> opened = new ArrayDeque<>();

    @AfterEach
    void closeAll() {
        opened.forEach(Descriptor::close);
    }

    @Test
    void anAddressIsClaimedOnceByItsEndpointAlone() throws Exception {
        int port = inherit(address(127, 0, 0, 7), 0, false);
        assertThat(inherited.claim(one(address(127, 0, 0, 8), port))).isEmpty();
        assertThat(inherited.claim(one(address(127, 0, 0, 7), port + 1))).isEmpty();
        assertThat(inherited.claim(one(EVERY_IPV4, port))).isEmpty();
        assertThat(addresses(one(address(127, 0, 0, 7), port))).containsExactly("127.0.0.7:" + port);
        assertThat(inherited.claim(one(address(127, 0, 0, 7), port))).isEmpty();
    }

    @Test
    void anAsteriskClaimsTheSocketsOfBothFamilies() throws Exception {
        int port = inherit(EVERY_IPV6, 0, false);
        inherit(EVERY_IPV4, port, false);
        assertThat(addresses(any(port))).containsExactly("0.0.0.0:" + port, "[::]:" + port);
    }

    @Test
    void anAsteriskClaimsADualStackSocketToo() throws Exception {
        int port = inherit(EVERY_IPV6, 0, true);
        assertThat(addresses(any(port))).containsExactly("[::]:" + port);
    }

    @Test
    void anAsteriskDoesWithIpv4AloneButNotWithIpv6Alone() throws Exception {
        int four = inherit(EVERY_IPV4, 0, false);
        int six = inherit(EVERY_IPV6, 0, false);
        assertThat(addresses(any(four))).containsExactly("0.0.0.0:" + four);
        assertThat(inherited.claim(any(six))).isEmpty();
    }

    @Test
    void theIpv6WildcardIsADualStackSocketOnly() throws Exception {
        int six = inherit(EVERY_IPV6, 0, false);
        int both = inherit(EVERY_IPV6, 0, true);
        assertThat(inherited.claim(one(EVERY_IPV6, six))).isEmpty();
        assertThat(addresses(one(EVERY_IPV6, both))).containsExactly("[::]:" + both);
    }

    @Test
    void anotherIpv6AddressIsBoundToItselfWhateverIpv6OnlySays() throws Exception {
        int with = inherit(LOOPBACK_IPV6, 0, true);
        int without = inherit(LOOPBACK_IPV6, 0, false);
        assertThat(addresses(one(LOOPBACK_IPV6, with))).containsExactly("[::1]:" + with);
        assertThat(addresses(one(LOOPBACK_IPV6, without))).containsExactly("[::1]:" + without);
    }

    @Test
    void anEndpointWithAFreePortClaimsNothing() throws Exception {
        inherit(EVERY_IPV4, 0, false);
        assertThat(inherited.claim(any(0))).isEmpty();
        assertThat(inherited.unclaimed()).hasSize(1);
    }

    @Test
    void theSameAddressOfTcpAndOfUdpAreTwo() throws Exception {
        int port = inherit(address(127, 0, 0, 7), 0, false);
        inheritUdp(address(127, 0, 0, 7), port, false);
        Endpoint udp = new Endpoint.Udp(new Endpoint.Host.Address(address(127, 0, 0, 7)), port);
        assertThat(inherited.unclaimed()).containsExactly("127.0.0.7:" + port, "udp:127.0.0.7:" + port);
        assertThat(addresses(udp)).containsExactly("udp:127.0.0.7:" + port);
        assertThat(inherited.claim(udp)).isEmpty();
        assertThat(addresses(one(address(127, 0, 0, 7), port))).containsExactly("127.0.0.7:" + port);
    }

    @Test
    void anAsteriskOfUdpClaimsBothFamiliesOfUdp() throws Exception {
        int port = inheritUdp(EVERY_IPV6, 0, false);
        inheritUdp(EVERY_IPV4, port, false);
        assertThat(inherited.claim(any(port))).isEmpty();
        assertThat(addresses(new Endpoint.Udp(new Endpoint.Host.Any(), port)))
                .containsExactly("udp:0.0.0.0:" + port, "udp:[::]:" + port);
    }

    @Test
    void whatDoesNotListenIsClosed() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            inherited.add("pipe", pipe.reading());
            assertThat(pipe.reading().isOpen()).isFalse();
            assertThat(inherited.unclaimed()).isEmpty();
        }
    }

    @Test
    void whatIsNotClaimedIsClosedInTheEnd() throws Exception {
        int port = inherit(EVERY_IPV4, 0, false);
        inherit(EVERY_IPV6, 0, false);
        InheritedSocket claimed = inherited.claim(any(port)).get(0);
        inherited.closeUnclaimed(Notifier.of(Map.of()));
        assertThat(claimed.socket().isOpen()).isTrue();
        assertThat(opened).extracting(Descriptor::isOpen).containsExactly(true, false);
        assertThat(inherited.unclaimed()).isEmpty();
    }

    @Test
    void descriptorsForAnotherProcessAreLeftAlone() {
        Map<String, String> environment = Map.of("LISTEN_PID", "1", "LISTEN_FDS", "3");
        assertThat(InheritedSockets.of(environment, 2).unclaimed()).isEmpty();
        assertThat(InheritedSockets.of(Map.of("LISTEN_FDS", "3"), 2).unclaimed())
                .isEmpty();
    }

    @Test
    void aCountThatIsNoNumberIsNoCount() {
        Map<String, String> environment = Map.of("LISTEN_PID", "2", "LISTEN_FDS", "many");
        assertThat(InheritedSockets.of(environment, 2).unclaimed()).isEmpty();
    }

    private int inherit(InetAddress address, int port, boolean dualStack) throws ErrnoException {
        Descriptor socket = TcpListener.open(address, port, dualStack, 4);
        opened.add(socket);
        inherited.add("name", socket);
        return BoundSocket.of(socket).orElseThrow().address().getPort();
    }

    private int inheritUdp(InetAddress address, int port, boolean dualStack) throws ErrnoException {
        Descriptor socket = UdpSocket.open(address, port, dualStack);
        opened.add(socket);
        inherited.add("name", socket);
        return BoundSocket.of(socket).orElseThrow().address().getPort();
    }

    private List<String> addresses(Endpoint endpoint) {
        return inherited.claim(endpoint).stream().map(InheritedSocket::address).toList();
    }

    private static Endpoint any(int port) {
        return new Endpoint.Tcp(new Endpoint.Host.Any(), port);
    }

    private static Endpoint one(InetAddress address, int port) {
        return new Endpoint.Tcp(new Endpoint.Host.Address(address), port);
    }

    private static InetAddress address(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
