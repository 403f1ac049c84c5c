package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.Account;

/**
 * Whether what a service runs as root is root's: the path to the root, the root, and inside it the directories that the search
 * goes through and the program it finds. Libraries, interpreters and what the program reads are not looked at.
 *
 * <p>It is asked at each launch. What it has found can be changed by root alone afterwards, so nobody else can use the time
 * between the look and the exec.
 */
public final class ProgramTrust {
    private final boolean needed;
    private final List<String> candidates;

    private ProgramTrust(boolean needed, List<String> candidates) {
        this.needed = needed;
        this.candidates = candidates;
    }

    /** For the programs of a service; one that is not root, or whose conf says so, may run anything. */
    public static ProgramTrust of(ServiceConf conf, Account account) {
        return new ProgramTrust(
                account.isRoot() && !conf.program().allowWritableRoot(), ServicePlan.candidates(conf.program()));
    }

    /**
     * What is wrong in a root.
     *
     * @param root the directory
     * @return the component and its fault; empty when there is none, or when nothing would be run anyway
     */
    public Optional<String> fault(String root) {
        if (!needed) {
            return Optional.empty();
        }
        try {
            PathTrust top = PathTrust.of(Path.of(root));
            if (top.end() == PathTrust.End.DIRECTORY) {
                for (String candidate : candidates) {
                    if (PathTrust.inside(top.place(), candidate).end() == PathTrust.End.PROGRAM) {
                        break;
                    }
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
