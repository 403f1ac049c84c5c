package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.ErrnoException;

/** The starters that are children of this process. */
final class StarterProcesses {

    private StarterProcesses() {}

    static List<Integer> ofFtp() throws IOException {
        List<Integer> found = new ArrayList<>();
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            if (arguments(child.pid()).endsWith(" starter of ftp")) {
                found.add(Math.toIntExact(child.pid()));
            }
        }
        return found;
    }

    /** Waits for them, so that no other test takes one for its own. */
    static void await(List<Integer> starters) throws ErrnoException {
        ChildExit.Waiter waiter = new ChildExit.Waiter();
        for (int pid : starters) {
            waiter.await(pid);
        }
    }

    /** The words that a process was started with; none when it has ended. */
    static String arguments(long pid) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ')
                    .strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
