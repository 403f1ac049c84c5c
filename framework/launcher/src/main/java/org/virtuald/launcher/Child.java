package org.virtuald.launcher;

import java.util.Optional;

/**
 * A program that runs for a connection.
 *
 * @param service what it was started for
 * @param connection the host's number for the connection
 * @param token how a failure record of its entry program names it
 * @param root the directory that is its root
 * @param cgroup its control group, if it has another than the launcher
 */
record Child(OpenService service, long connection, long token, String root, Optional<ProgramCgroup> cgroup) {}
