package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Errno;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtuald.posix.DatagramReceiver.Received;

class UdpSocketTest {
    private static final int DEADLINE_MILLIS = 30_000;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final DatagramReceiver receiver = new DatagramReceiver();
    private final DatagramSender sender = new DatagramSender();

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,   false, 127.0.0.5",
        "127.0.0.5, false, 127.0.0.5",
        "::,        true,  127.0.0.5",
        "::,        true,  ::1",
        "::,        false, ::1",
        "::1,       false, ::1",
    })
    void aReplyComesFromTheAddressThatWasAsked(String bound, boolean dualStack, String asked) throws Exception {
        try (Descriptor socket = UdpSocket.open(InetAddress.getByName(bound), 0, dualStack);
                DatagramSocket client = client(new InetSocketAddress(asked, port(socket)))) {
            send(client, new byte[] {1, 2, 3});
            Received.Datagram datagram = receive(socket);
            assertThat(bytes(datagram.payload())).containsExactly(1, 2, 3);
            assertThat(datagram.path().local()).isEqualTo(InetAddress.getByName(asked));
            assertThat(datagram.path().remote()).isEqualTo(client.getLocalSocketAddress());
            assertThat(datagram.lost()).isZero();

            sender.send(socket, ByteBuffer.wrap(new byte[] {4, 5}), datagram.path());
            assertThat(answer(client)).containsExactly(4, 5); // connected, it takes nothing from another address
            assertThat(receiver.tryReceive(socket)).isInstanceOf(Received.Nothing.class);
        }
    }

    @Test
    void linkLocalAddressesKeepTheirInterface() throws Exception {
        Optional<Inet6Address> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.isLinkLocalAddress() && address instanceof Inet6Address)
                .map(Inet6Address.class::cast)
                .findFirst();
        Assumptions.assumeTrue(own.isPresent(), "no interface has a link-local address");
        try (Descriptor socket = UdpSocket.open(InetAddress.getByName("::"), 0, false);
                DatagramSocket client = client(new InetSocketAddress(own.get(), port(socket)))) {
            send(client, new byte[] {1});
            sender.send(socket, ByteBuffer.wrap(new byte[] {2}), receive(socket).path());
            assertThat(answer(client)).containsExactly(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.5, false", "::, ::1, true", "::, 127.0.0.5, true"})
    void aSocketThatAnotherProcessMadeIsAdopted(String bound, String asked, boolean dualStack) throws Exception {
        try (Descriptor socket = plain(InetAddress.getByName(bound))) {
            BoundSocket binding = BoundSocket.of(socket).orElseThrow();
            assertThat(binding)
                    .isEqualTo(new BoundSocket(SocketKind.UDP, new SocketAddresses().local(socket), dualStack));
            try (DatagramSocket client = client(new InetSocketAddress(asked, port(socket)))) {
                send(client, new byte[] {1});
                UdpSocket.adopt(socket, binding);
                // of what was queued before the kernel has kept the way only with IPv6
                assertThat(receiver.tryReceive(socket))
                        .isInstanceOf(asked.equals("::1") ? Received.Datagram.class : Received.Unusable.class);
                send(client, new byte[] {2});
                sender.send(
                        socket, ByteBuffer.wrap(new byte[] {3}), receive(socket).path());
                assertThat(answer(client)).containsExactly(3);
            }
        }
    }

    /** As systemd makes one for a socket unit. */
    private static Descriptor plain(InetAddress address) throws ErrnoException {
        AddressFamily family = address instanceof Inet6Address ? AddressFamily.AF_INET6 : AddressFamily.AF_INET;
        Descriptor socket = Descriptor.own(
                Libc.LIBC.socket(family.intValue(), SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0));
        assertThat(BoundSocket.of(socket)).as("without a port").isEmpty();
        SocketAddresses addresses = new SocketAddresses();
        int length = addresses.encode(address, 0);
        assertThat(Libc.LIBC.bind(socket.number(), addresses.memory(), length)).isZero();
        return socket;
    }

    @Test
    void whatFoundNoRoomIsCounted() throws Exception {
        try (Descriptor socket = UdpSocket.open(LOOPBACK, 0, false);
                DatagramSocket client = client(new InetSocketAddress(LOOPBACK, port(socket)))) {
            assertThat(UdpSocket.lost(socket)).isZero();
            for (int i = 0; i < 3000; i++) {
                send(client, new byte[1000]);
            }
            assertThat(UdpSocket.lost(socket)).isBetween(1, 2999);
            while (receiver.tryReceive(socket) instanceof Received.Datagram) {
                // until it is empty
            }
            send(client, new byte[1]);
            assertThat(receive(socket).lost()).isEqualTo(UdpSocket.lost(socket));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, false", "::, true"})
    void whatIsSentToManyIsNotForUs(String bound, boolean dualStack) throws Exception {
        try (Descriptor socket = UdpSocket.open(InetAddress.getByName(bound), 0, dualStack);
                DatagramSocket client = new DatagramSocket()) {
            InetSocketAddress broadcast = new InetSocketAddress("127.255.255.255", port(socket));
            client.send(new DatagramPacket(new byte[] {1}, 1, broadcast));
            assertThat(receiver.tryReceive(socket)).isInstanceOf(Received.Unusable.class);
        }
    }

    @Test
    void theShortestAndTheLongestPass() throws Exception {
        byte[] longest = new byte[65_507];
        Arrays.fill(longest, (byte) 'x');
        try (Descriptor socket = UdpSocket.open(LOOPBACK, 0, false);
                DatagramSocket client = client(new InetSocketAddress(LOOPBACK, port(socket)))) {
            for (byte[] each : new byte[][] {{}, longest}) {
                client.disconnect(); // connected, Java sends no empty datagram
                client.send(new DatagramPacket(each, each.length, LOOPBACK, port(socket)));
                Received.Datagram datagram = receive(socket);
                assertThat(bytes(datagram.payload())).isEqualTo(each);
                sender.send(socket, datagram.payload(), datagram.path());
                assertThat(answer(client)).isEqualTo(each);
            }
            client.send(new DatagramPacket(new byte[1], 1, LOOPBACK, port(socket)));
            DatagramPath path = receive(socket).path();
            for (int length : new int[] {65_508, 70_000}) {
                assertThatThrownBy(() -> sender.send(socket, ByteBuffer.allocate(length), path))
                        .isInstanceOfSatisfying(
                                ErrnoException.class,
                                failure ->
                                        assertThat(failure.is(Errno.EMSGSIZE)).isTrue());
            }
        }
    }

    @Test
    void theKernelCountsWhatNobodyTakes() throws Exception {
        try (Descriptor socket = UdpSocket.open(LOOPBACK, 0, false);
                DatagramSocket client = client(new InetSocketAddress(LOOPBACK, port(socket)))) {
            int sent = 500;
            for (int i = 0; i < sent; i++) {
                send(client, new byte[2000]); // more than its queue holds
            }
            int taken = 0;
            while (receiver.tryReceive(socket) instanceof Received.Datagram) {
                taken++;
            }
            assertThat(taken).isPositive().isLessThan(sent);
            send(client, new byte[1]);
            assertThat(receive(socket).lost()).isEqualTo(sent - taken);
        }
    }

    @Test
    void aSenderThatIsGoneChangesNothing() throws Exception {
        try (Descriptor socket = UdpSocket.open(LOOPBACK, 0, false);
                DatagramSocket client = client(new InetSocketAddress(LOOPBACK, port(socket)))) {
            try (DatagramSocket gone = client(new InetSocketAddress(LOOPBACK, port(socket)))) {
                send(gone, new byte[1]);
            }
            DatagramPath path = receive(socket).path();
            sender.send(socket, ByteBuffer.allocate(1), path);
            sender.send(socket, ByteBuffer.allocate(1), path);
            send(client, new byte[] {7});
            assertThat(bytes(receive(socket).payload())).containsExactly(7);
        }
    }

    @Test
    void aPortHasOneOwner() throws Exception {
        try (Descriptor socket = UdpSocket.open(LOOPBACK, 0, false)) {
            int port = port(socket);
            assertThatThrownBy(() -> UdpSocket.open(LOOPBACK, port, false))
                    .hasMessageStartingWith("bind 127.0.0.1:" + port + ": EADDRINUSE");
        }
    }

    private Received.Datagram receive(Descriptor socket) throws ErrnoException {
        return (Received.Datagram) receiver.tryReceive(socket);
    }

    private static int port(Descriptor socket) throws ErrnoException {
        return new SocketAddresses().local(socket).getPort();
    }

    private static DatagramSocket client(InetSocketAddress asked) throws IOException {
        DatagramSocket client = new DatagramSocket(new InetSocketAddress(asked.getAddress(), 0));
        client.setSoTimeout(DEADLINE_MILLIS);
        client.connect(asked);
        return client;
    }

    private static void send(DatagramSocket client, byte[] payload) throws IOException {
        client.send(new DatagramPacket(payload, payload.length));
    }

    private static byte[] answer(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
