package org.virtuald.launcher;

import static org.virtuald.launcher.Flags.MOUNT_ATTR_NODEV;
import static org.virtuald.launcher.Flags.MOUNT_ATTR_NOEXEC;
import static org.virtuald.launcher.Flags.MOUNT_ATTR_NOSUID;
import static org.virtuald.launcher.Flags.MOUNT_ATTR_RDONLY;
import static org.virtuald.launcher.Flags.MS_BIND;
import static org.virtuald.launcher.Flags.MS_NODEV;
import static org.virtuald.launcher.Flags.MS_NOEXEC;
import static org.virtuald.launcher.Flags.MS_NOSUID;
import static org.virtuald.launcher.Flags.MS_PRIVATE;
import static org.virtuald.launcher.Flags.MS_RDONLY;
import static org.virtuald.launcher.Flags.MS_REC;
import static org.virtuald.launcher.MountCalls.NULL;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.virtuald.conf.BindMount;
import org.virtuald.conf.Isolation;
import org.virtuald.entry.Argument;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/**
 * The mounts of a new mount namespace. What comes from outside the root is taken before the root is entered and gets its
 * place after that, so that a symbolic link in the root cannot lead such a place outside.
 */
final class MountSteps {
    private static final int ENOENT = 2; // asm-generic/errno-base.h
    private static final long PAGE = 4096;
    private static final long LEAST_FILES = 64;

    /** A directory that every machine has; the root lies on it for a moment, because / cannot be mounted on itself. */
    private static final String PLACE = "/proc";

    /** What shows the kernel's memory or keys, or what other namespaces do; not every kernel has all of them. */
    private static final List<String> COVERED = List.of(
            "kcore",
            "keys",
            "kmsg",
            "kpagecgroup",
            "kpagecount",
            "kpageflags",
            "latency_stats",
            "sched_debug",
            "slabinfo",
            "timer_list",
            "vmallocinfo");

    private final Isolation isolation;
    private final Map<BindMount, Integer> taken = new LinkedHashMap<>();
    private final Map<String, Integer> covers = new LinkedHashMap<>();
    private final List<Step> taking = new ArrayList<>();

    /**
     * @param descriptors of which the mounts that are taken get some
     */
    MountSteps(Isolation isolation, Descriptors descriptors) {
        this.isolation = isolation;
        for (BindMount mount : isolation.mounts()) {
            int path = descriptors.open();
            int tree = descriptors.open();
            taking.add(MountCalls.openPath(mount.from()));
            taking.add(MountCalls.cloneOf(path));
            taking.add(
                    mount.readOnly()
                            ? MountCalls.set(tree, MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV)
                            : MountCalls.set(tree, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV));
            taken.put(mount, tree);
        }
        if (isolation.proc() == Isolation.Proc.ALL) {
            for (String file : COVERED) {
                int tree = descriptors.open();
                taking.add(MountCalls.cloneOf("/dev/null"));
                // with nodev it cannot even be opened
                taking.add(MountCalls.set(
                        tree, MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC));
                covers.put(PLACE + "/" + file, tree);
            }
        }
    }

    /** From the machine's mounts to the root with all that belongs into it but /proc. */
    List<Step> enter() {
        List<Step> steps = new ArrayList<>();
        // what is mounted or unmounted from here on is not passed on to the machine
        steps.add(MountCalls.mount(text("none"), text("/"), NULL, Flags.of(MS_REC, MS_PRIVATE), NULL));
        steps.addAll(taking);
        steps.add(new Step.Call(
                SystemCall.CHDIR, new Argument.ProgramArgument(EntryProgram.ROOT_ARGUMENT, "\"<root>\"")));
        steps.add(MountCalls.mount(text("."), text(PLACE), NULL, Flags.of(MS_BIND), NULL));
        steps.add(new Step.Call(SystemCall.CHDIR, text(PLACE)));
        // pivot_root(2), "pivot_root(".", ".")": the old root lies on the new one then, and is taken off
        steps.add(new Step.Call(SystemCall.PIVOT_ROOT, text("."), text(".")));
        steps.add(new Step.Call(SystemCall.UMOUNT2, text("."), Flags.of(Flags.MNT_DETACH)));
        steps.add(new Step.Call(SystemCall.CHDIR, text("/")));
        isolation.temporaryBytes().ifPresent(bytes -> steps.add(temporary(bytes)));
        taken.forEach((mount, tree) -> steps.add(MountCalls.move(tree, mount.to())));
        if (isolation.readOnlyRoot()) {
            steps.add(MountCalls.set("/", MOUNT_ATTR_RDONLY));
        }
        return steps;
    }

    /** A root without /tmp has none. Files cost the kernel memory even when they are empty. */
    private static Step temporary(long bytes) {
        long files = Math.max(LEAST_FILES, bytes / PAGE);
        return MountCalls.mount(
                text("tmpfs"),
                text("/tmp"),
                text("tmpfs"),
                Flags.of(MS_NOSUID, MS_NODEV),
                text("mode=1777,size=" + bytes + ",nr_inodes=" + files),
                ENOENT);
    }

    /** For a process in the pid namespace, whose processes it shows. A root without /proc has none. */
    List<Step> proc() {
        List<Step> steps = new ArrayList<>();
        if (isolation.proc() != Isolation.Proc.NONE) {
            boolean all = isolation.proc() == Isolation.Proc.ALL;
            steps.add(MountCalls.mount(
                    text("proc"),
                    text(PLACE),
                    text("proc"),
                    Flags.of(MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC),
                    all ? NULL : text("subset=pid"),
                    ENOENT));
            covers.forEach((file, tree) -> steps.add(MountCalls.move(tree, file, ENOENT)));
        }
        return steps;
    }

    private static Argument text(String value) {
        return new Argument.Text(value);
    }
}
