package org.virtuald.launcher;

import java.nio.file.Path;
import java.util.List;
import org.virtuald.conf.CgroupSetting;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.KernelFiles;

/** The control group of a service, in which its programs get their places. Closing it lets the group go. */
sealed interface ServiceCgroup extends AutoCloseable {
    /** A place for one program. */
    ProgramCgroup place() throws ErrnoException;

    @Override
    void close();

    /** The file by which a process enters a group; the caller owns it. */
    static Descriptor processes(Path group) throws ErrnoException {
        return KernelFiles.openForWriting(group.resolve("cgroup.procs").toString());
    }

    /**
     * All programs are in one.
     *
     * @param group the service's
     * @param processes of the group within that holds the programs; owned
     */
    record Shared(CgroupTree tree, Path group, Descriptor processes) implements ServiceCgroup {
        @Override
        public ProgramCgroup place() {
            return new ProgramCgroup(processes, () -> {}, () -> {});
        }

        @Override
        public void close() {
            processes.close();
            tree.release(group);
        }
    }

    /**
     * Each connection's program is in one of its own.
     *
     * @param group the service's
     * @param settings of each
     */
    record Each(CgroupTree tree, CgroupRemoval removal, Path group, List<CgroupSetting> settings)
            implements ServiceCgroup {
        @Override
        public ProgramCgroup place() throws ErrnoException {
            Path own = tree.nextConnection(group);
            KernelFiles.makeDirectory(own.toString());
            try {
                CgroupLimits.set(own, settings);
                Descriptor processes = processes(own);
                return new ProgramCgroup(processes, processes::close, () -> removal.end(own));
            } catch (ErrnoException e) {
                removal.end(own);
                throw e;
            }
        }

        @Override
        public void close() {
            tree.release(group);
        }
    }
}
