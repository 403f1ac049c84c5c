package org.virtuald.launcher;

import org.virtuald.posix.Descriptor;

/**
 * The control group of one program.
 *
 * @param processes its {@code cgroup.procs}, by which the entry program enters it
 * @param started called when the descriptor is no longer needed
 * @param ended called when the program has ended, or was never started: kills what it has left, and removes the group,
 *     where that is the program's alone
 */
record ProgramCgroup(Descriptor processes, Runnable started, Runnable ended) {}
