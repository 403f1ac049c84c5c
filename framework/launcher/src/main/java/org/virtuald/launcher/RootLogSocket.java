package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Path;
import jnr.constants.platform.Errno;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.TcpListener;
import org.virtuald.service.Endpoint;

/** The socket at {@code /dev/log} in a root, where syslog(3) looks for the log. */
public final class RootLogSocket {
    private static final String FOLDER = "dev";
    private static final String NAME = "log";
    private static final UnixEndpoints.Access EVERYBODY = new UnixEndpoints.Access(0666, 0, 0);

    private RootLogSocket() {}

    /**
     * Where it is, from outside the root.
     *
     * @throws IllegalArgumentException when that is longer than a socket's address can be
     */
    public static Endpoint.Unix endpoint(String root) {
        return new Endpoint.Unix(Path.of(root, FOLDER, NAME).toString(), true);
    }

    /**
     * Opens it. The root and its {@code dev} have to be root's, and no symbolic link: whoever could change them would choose where a
     * process of root's makes a file.
     */
    static Descriptor open(String root) throws ErrnoException {
        Path folder = Path.of(root, FOLDER);
        try {
            TrustedFiles.check(Path.of(root));
            PathTrust walk = PathTrust.inside(Path.of(root), FOLDER);
            if (walk.end() != PathTrust.End.DIRECTORY || !walk.place().equals(folder)) {
                int errno = (walk.end() == PathTrust.End.MISSING ? Errno.ENOENT : Errno.ENOTDIR).intValue();
                throw new ErrnoException("bind", errno, folder.toString());
            }
        } catch (IOException e) {
            if (e instanceof ErrnoException failure) {
                throw failure;
            }
            throw new ErrnoException("bind", Errno.EACCES.intValue(), folder + " (" + e.getMessage() + ")");
        }
        return UnixEndpoints.open(address(root), TcpListener.KERNEL_MAXIMUM, EVERYBODY);
    }

    private static Endpoint.Unix address(String root) throws ErrnoException {
        try {
            return endpoint(root);
        } catch (IllegalArgumentException e) {
            throw new ErrnoException("bind", Errno.ENAMETOOLONG.intValue(), root);
        }
    }
}
