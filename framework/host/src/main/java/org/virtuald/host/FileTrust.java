package org.virtuald.host;

import java.io.IOException;
import java.nio.file.Path;

/** Who may have written a file that the host runs. */
@FunctionalInterface
interface FileTrust {

    /**
     * Checks a path.
     *
     * @throws IOException when somebody could have changed what it leads to who must not; the message says who and where
     */
    void check(Path path) throws IOException;
}
