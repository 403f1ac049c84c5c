package org.virtuald.host.metrics;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.virtuald.service.Endpoint;

/** A listening socket of the host's user, and its file if it has one. */
record PageSocket(ServerSocketChannel channel, Optional<Path> file) implements AutoCloseable {
    private static final int FILE_TYPE = 0xF000; // S_IFMT of inode(7)
    private static final int SOCKET = 0xC000; // S_IFSOCK

    /** Opens it; a Unix socket takes the place of one that nobody listens on, and is for its user and group. */
    static PageSocket open(Endpoint endpoint) throws IOException {
        boolean isUnix = endpoint instanceof Endpoint.Unix;
        ServerSocketChannel channel =
                isUnix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            if (endpoint instanceof Endpoint.Unix unix) {
                Path path = Path.of(unix.address());
                deleteDead(path);
                channel.bind(UnixDomainSocketAddress.of(path));
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
                return new PageSocket(channel, Optional.of(path));
            }
            if (endpoint instanceof Endpoint.Tcp tcp && tcp.host() instanceof Endpoint.Host.Address host) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(host.address(), tcp.port()));
                return new PageSocket(channel, Optional.empty());
            }
            throw new IOException("neither an address nor a Unix socket");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e instanceof IOException failure ? failure : new IOException(e.getMessage(), e);
        }
    }

    /** bind(2) takes no path that exists. What is no socket, or is answered, stays and makes it fail. */
    private static void deleteDead(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if (!(mode instanceof Integer bits) || (bits & FILE_TYPE) != SOCKET) {
            return;
        }
        try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("in use: " + other.getRemoteAddress());
        } catch (ConnectException e) { // ECONNREFUSED: nobody listens any more
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }
}
