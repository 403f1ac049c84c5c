package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import jnr.constants.platform.Errno;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.TcpListener;
import org.virtuald.posix.UnixSocket;
import org.virtuald.service.Endpoint;

/**
 * The sockets of endpoints of the Unix family, and their files. A file is made, changed and taken away in folders only that none
 * but root can write to: elsewhere somebody could put another file into its place in between.
 */
final class UnixEndpoints {
    private static final int FILE_TYPE = 0170000; // S_IFMT of inode(7)
    private static final int SOCKET = 0140000; // S_IFSOCK

    /**
     * Who may connect.
     *
     * @param mode the permissions of the socket's file
     * @param uid whom it belongs to
     * @param gid its group
     */
    record Access(int mode, long uid, long gid) {}

    private UnixEndpoints() {}

    /**
     * Opens one. A file that a socket has left behind is replaced; any other file, and one at which somebody listens, is in the
     * way.
     *
     * @return the socket; the caller owns it
     * @throws ErrnoException with the endpoint as its subject
     */
    static Descriptor open(Endpoint.Unix endpoint, int backlog, Access access) throws ErrnoException {
        if (endpoint.isPath()) {
            checkFolder(endpoint);
        }
        Descriptor socket = bind(endpoint);
        try {
            if (endpoint.isPath()) {
                give(endpoint, access);
            }
            if (!endpoint.datagrams()) {
                TcpListener.setBacklog(socket, backlog);
            }
            return socket;
        } catch (ErrnoException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Descriptor bind(Endpoint.Unix endpoint) throws ErrnoException {
        try {
            return UnixSocket.bind(endpoint.address(), endpoint.datagrams());
        } catch (ErrnoException e) {
            if (e.is(Errno.EADDRINUSE) && endpoint.isPath() && remove(endpoint)) {
                return UnixSocket.bind(endpoint.address(), endpoint.datagrams());
            }
            throw new ErrnoException(e.call(), e.number(), endpoint.toString());
        }
    }

    /** Takes the file of an endpoint away if it is a socket's and nobody listens there, or receives; else answers false. */
    static boolean remove(Endpoint.Unix endpoint) {
        Path file = Path.of(endpoint.address());
        try {
            checkFolder(endpoint);
            int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET || !UnixSocket.isDeserted(endpoint.address(), endpoint.datagrams())) {
                return false;
            }
            Files.delete(file);
            return true;
        } catch (IOException e) {
            return false; // it is gone, or must not be touched
        }
    }

    private static void checkFolder(Endpoint.Unix endpoint) throws ErrnoException {
        try {
            TrustedFiles.checkFolderOf(Path.of(endpoint.address()));
        } catch (IOException e) {
            throw new ErrnoException("bind", Errno.EACCES.intValue(), endpoint + " (" + e.getMessage() + ")");
        }
    }

    /** The owner first: as long as the mode is that of the umask, nobody but root gets in. */
    private static void give(Endpoint.Unix endpoint, Access access) throws ErrnoException {
        Path file = Path.of(endpoint.address());
        try {
            Files.setAttribute(file, "unix:uid", (int) access.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", (int) access.gid(), LinkOption.NOFOLLOW_LINKS);
            Files.setPosixFilePermissions(file, permissions(access.mode()));
        } catch (IOException e) {
            throw new ErrnoException("chown", Errno.EPERM.intValue(), endpoint + " (" + e.getMessage() + ")");
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's reading on, the highest bit first
        Set<PosixFilePermission> some = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode >> (all.length - 1 - i) & 1) != 0) {
                some.add(all[i]);
            }
        }
        return some;
    }
}
