package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jnr.constants.platform.Errno;
import org.virtuald.conf.CgroupSetting;
import org.virtuald.conf.Cgroups;
import org.virtuald.conf.ServiceConf;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.KernelFiles;

/**
 * The control groups of this launcher's services: PARENT/SERVICE, and in it one for each connection, or one for all
 * programs, because only a group without processes of its own can hand controllers on. The names of those carry the
 * launcher's pid, so that another launcher knows what is left over. A service that is open twice, while one conf takes
 * another's place, has one group, with the limits of the latest conf. Any thread may call.
 */
final class CgroupTree {
    private static final Pattern LEAF = Pattern.compile("(?:programs|connection)-([0-9]+)(?:-[0-9]+)?");

    private final CgroupRemoval removal;
    private final long launcher = ProcessHandle.current().pid();
    private final AtomicLong connections = new AtomicLong();
    private final Map<Path, Integer> holders = new HashMap<>(); // guarded by this
    private final Set<Path> swept = new HashSet<>(); // guarded by this

    /**
     * @param timer runs what is due later
     */
    CgroupTree(ScheduledExecutorService timer) {
        this.removal = new CgroupRemoval(timer);
    }

    /**
     * Makes the group of a service, with its limits, and sees whether a connection's can be made.
     *
     * @param conf a service that asks for groups
     * @param parent the directory that {@code virtuald.conf} names
     */
    synchronized ServiceCgroup open(ServiceConf conf, Optional<String> parent) throws CgroupFault {
        Cgroups asked = conf.cgroups();
        CgroupParent delegated = CgroupParent.find(parent, asked);
        delegated.check(asked);
        try {
            if (swept.add(delegated.directory())) {
                sweep(delegated.directory());
            }
            delegated.enable(asked.controllers());
            Path group = delegated.directory().resolve(conf.name());
            make(group);
            holders.merge(group, 1, Integer::sum);
            try {
                return open(group, asked);
            } catch (CgroupFault | ErrnoException | RuntimeException e) {
                release(group);
                throw e;
            }
        } catch (ErrnoException e) {
            throw new CgroupFault(asked.key(), String.valueOf(e.getMessage()));
        }
    }

    private ServiceCgroup open(Path group, Cgroups asked) throws CgroupFault, ErrnoException {
        if (asked.service().isPresent()) {
            CgroupLimits.set("cgroup", group, asked.service().get());
        }
        if (asked.connection().isEmpty()) {
            Path programs = programs(group);
            make(programs);
            return new ServiceCgroup.Shared(this, group, ServiceCgroup.processes(programs));
        }
        CgroupParent.enable(group, asked.connectionControllers());
        rehearse(group, asked.connection().get());
        return new ServiceCgroup.Each(this, removal, group, asked.connection().get());
    }

    private void rehearse(Path group, List<CgroupSetting> settings) throws CgroupFault, ErrnoException {
        Path trial = nextConnection(group);
        make(trial);
        try {
            if (!Files.exists(trial.resolve("cgroup.kill"))) {
                throw new CgroupFault(
                        "connection-cgroup", "this kernel has no cgroup.kill, which came with Linux 5.14");
            }
            CgroupLimits.set("connection-cgroup", trial, settings);
        } finally {
            removal.inTime(() -> CgroupRemoval.isRemoved(trial));
        }
    }

    private Path programs(Path group) {
        return group.resolve("programs-" + launcher);
    }

    /** Where the next connection's group is to be. */
    Path nextConnection(Path group) {
        return group.resolve("connection-" + launcher + "-" + connections.incrementAndGet());
    }

    /** Lets a service's group go: when nobody else holds it and nothing runs there, it is removed. */
    synchronized void release(Path group) {
        holders.merge(group, -1, Integer::sum);
        removal.inTime(() -> isDone(group));
    }

    private synchronized boolean isDone(Path group) {
        if (holders.getOrDefault(group, 0) > 0) {
            return true;
        }
        holders.remove(group);
        return CgroupRemoval.isRemoved(programs(group)) && CgroupRemoval.isRemoved(group);
    }

    /** The last look before this process ends: removes every group in which nothing runs. */
    synchronized void leave() {
        for (Path group : holders.keySet()) {
            directories(group).forEach(CgroupRemoval::isRemoved);
            CgroupRemoval.isRemoved(group);
        }
    }

    private static void make(Path group) throws ErrnoException {
        try {
            KernelFiles.makeDirectory(group.toString());
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
    }

    /** Removes what launchers that are no more have left, but for what programs still run in. */
    private static void sweep(Path parent) {
        for (Path service : directories(parent)) {
            for (Path leaf : directories(service)) {
                Matcher name = LEAF.matcher(String.valueOf(leaf.getFileName()));
                if (name.matches() && !Files.exists(Path.of("/proc", name.group(1))) && CgroupRemoval.isRemoved(leaf)) {
                    CgroupRemoval.isRemoved(service);
                }
            }
        }
    }

    private static List<Path> directories(Path group) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(group, Files::isDirectory)) {
            entries.forEach(found::add);
        } catch (IOException e) {
            return List.of();
        }
        return found;
    }
}
