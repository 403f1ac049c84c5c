package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import jnr.constants.platform.Errno;
import org.virtuald.conf.Cgroups;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.KernelFiles;

/**
 * The delegated control group, of cgroup v2, in which those of services are made.
 *
 * @param directory its directory
 * @param own whether this process was started in it
 */
record CgroupParent(Path directory, boolean own) {
    /**
     * Where the processes of a host go that were started in the parent: a group whose children have controllers can have no
     * processes itself, cgroups(7). No service can have the name.
     */
    private static final String LEAF = "_virtuald";

    private static final int TRIES = 5;
    private static final String SUBTREE = "cgroup.subtree_control";
    private static final String ADVICE = "; set Delegate=yes in the unit, or cgroup in virtuald.conf";

    /**
     * Finds it.
     *
     * @param named by {@code virtuald.conf}
     * @param asked what needs it
     */
    static CgroupParent find(Optional<String> named, Cgroups asked) throws CgroupFault {
        String key = asked.key();
        Optional<Path> own = OwnCgroup.directory().map(CgroupParent::aboveLeaf);
        if (named.isPresent()) {
            Path directory = Path.of(named.get());
            if (!Files.isRegularFile(directory.resolve("cgroup.controllers"))) {
                throw new CgroupFault(
                        key, directory + ", the cgroup of virtuald.conf, is no control group of cgroup v2");
            }
            return usable(new CgroupParent(directory, own.isPresent() && same(own.get(), directory)), key);
        }
        if (own.isEmpty()) {
            throw new CgroupFault(key, "there is no cgroup v2, or it is not mounted");
        }
        if (!OwnCgroup.isRoot() && !isDelegated(own.get())) {
            throw new CgroupFault(
                    key, "the launcher's own control group " + own.get() + " is not delegated to it" + ADVICE);
        }
        return usable(new CgroupParent(own.get(), true), key);
    }

    /** The topmost group: what that does not have none has. */
    static CgroupParent topmost(Cgroups asked) throws CgroupFault {
        return new CgroupParent(
                OwnCgroup.top()
                        .orElseThrow(() -> new CgroupFault(asked.key(), "there is no cgroup v2, or it is not mounted")),
                false);
    }

    private static CgroupParent usable(CgroupParent parent, String key) throws CgroupFault {
        if (CurrentProcess.effectiveUser() == 0 && !Files.isWritable(parent.directory)) {
            throw new CgroupFault(key, "the control group " + parent.directory + " cannot be written to" + ADVICE);
        }
        return parent;
    }

    private static Path aboveLeaf(Path own) {
        Path above = own.getParent();
        return above != null && own.endsWith(LEAF) ? above : own;
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** What systemd marks so, since version 251 for everybody to see. */
    private static boolean isDelegated(Path directory) {
        try {
            UserDefinedFileAttributeView attributes =
                    Files.getFileAttributeView(directory, UserDefinedFileAttributeView.class);
            return attributes != null && attributes.list().contains("delegate");
        } catch (IOException e) {
            return false;
        }
    }

    /** Checks that its children can have the controllers that are asked for. */
    void check(Cgroups asked) throws CgroupFault {
        Set<String> offered = words("cgroup.controllers");
        for (String controller : asked.controllers()) {
            if (!offered.contains(controller)) {
                boolean together = asked.service().stream()
                        .flatMap(List::stream)
                        .anyMatch(setting -> setting.controller().equals(controller));
                throw new CgroupFault(
                        together ? "cgroup" : "connection-cgroup",
                        "there is no " + controller + " controller in " + directory + ", which has "
                                + (offered.isEmpty() ? "none" : String.join(", ", offered))
                                + "; the group above must hand it on, or it belongs to cgroup v1");
            }
        }
    }

    /** Lets its children have controllers; moves the host's processes out of the way if they are in it. */
    void enable(Set<String> controllers) throws ErrnoException {
        for (int tried = 1; ; tried++) {
            try {
                enable(directory, controllers);
                return;
            } catch (ErrnoException e) {
                if (!own || !e.is(Errno.EBUSY) || tried == TRIES) {
                    throw e;
                }
                moveProcesses();
            }
        }
    }

    /** Lets the children of a group have controllers. */
    static void enable(Path group, Set<String> controllers) throws ErrnoException {
        Set<String> missing = new TreeSet<>(controllers);
        missing.removeAll(words(group, SUBTREE));
        for (String controller : missing) {
            KernelFiles.write(group.resolve(SUBTREE).toString(), "+" + controller);
        }
    }

    private void moveProcesses() throws ErrnoException {
        Path leaf = directory.resolve(LEAF);
        if (!Files.isDirectory(leaf)) {
            KernelFiles.makeDirectory(leaf.toString());
        }
        for (String pid : words("cgroup.procs")) {
            try {
                KernelFiles.write(leaf.resolve("cgroup.procs").toString(), pid);
            } catch (ErrnoException e) {
                if (!e.is(Errno.ESRCH)) {
                    throw e;
                }
            }
        }
    }

    private Set<String> words(String file) {
        return words(directory, file);
    }

    private static Set<String> words(Path group, String file) {
        try {
            Set<String> words = new TreeSet<>(
                    List.of(Files.readString(group.resolve(file)).strip().split("\\s+")));
            words.remove("");
            return words;
        } catch (IOException e) {
            return Set.of();
        }
    }
}
