package org.virtuald.root;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds a root out of this machine's files, so that named programs can run in it.
 *
 * <p>A root gets, at the paths they have on this machine: the programs; for a dynamically linked one its loader and the
 * libraries that the loader lists (ld.so(8)); for a script its interpreter, and the program that env(1) finds for it;
 * the symbolic links that lead to any of these. Besides it gets /dev/null and, in /etc, passwd and group with root and
 * nobody, nsswitch.conf and hosts; where its loader would not find a library otherwise, ld.so.conf and ld.so.cache.
 * Nothing else: no data files, no modules of a scripting language, no /tmp, /proc or resolv.conf.
 *
 * <p>Directories are made with mode 0755. Files keep their mode and time but belong to the user who builds, and lose
 * setuid and setgid bits. Each file appears complete or not at all. Symbolic links that are in the root already are
 * followed inside it only, so that nothing outside is written; that does not hold against somebody who changes the
 * root while it is built.
 */
public final class RootBuilder {

    private final Path root;
    private final boolean overwrite;
    private final Consumer<String> progress;
    private final HostPrograms programs;

    /**
     * A builder for one root.
     *
     * @param root an absolute path; the directory and its parents are made where they are missing
     * @param overwrite whether files that are there and differ are replaced; otherwise they are kept, with a warning
     * @param progress is told one line for each program and file that was asked for
     */
    public RootBuilder(Path root, boolean overwrite, Consumer<String> progress) {
        this(root, overwrite, progress, HostPrograms.ofEnvironment());
    }

    /**
     * A builder that takes what some packages have out of them, and everything else from this machine.
     *
     * @param packages directories, by absolute paths, that packages were unpacked into
     */
    public RootBuilder(Path root, boolean overwrite, Consumer<String> progress, List<Path> packages)
            throws RootException {
        this(root, overwrite, progress, HostPrograms.ofEnvironment(checked(packages)));
    }

    private static Packages checked(List<Path> packages) throws RootException {
        for (Path directory : packages) {
            if (!Files.isDirectory(directory)) {
                throw new RootException(
                        directory + ": not a directory; expected one that packages were unpacked into, dpkg -x");
            }
        }
        return new Packages(packages);
    }

    RootBuilder(Path root, boolean overwrite, Consumer<String> progress, HostPrograms programs) {
        this.root = requireNonNull(root, "root");
        this.overwrite = overwrite;
        this.progress = requireNonNull(progress, "progress");
        this.programs = programs;
    }

    /** The same for programs and nothing else. */
    public BuildReport build(List<String> names) throws RootException {
        return build(RootParts.programs(names));
    }

    /**
     * Copies programs, what they need, and other files into the root. It may be called again for the same root, for
     * more of them.
     *
     * @throws RootException if a program or something that it needs is not on this machine, or the kernel cannot
     *     execute it here, and then nothing was written; or if the root cannot be written, or something in it is in
     *     the way, and then what was written so far stays
     */
    public BuildReport build(RootParts parts) throws RootException {
        List<ProgramFiles> plan = new ArrayList<>();
        for (String name : parts.programs()) {
            plan.add(Requirements.of(name, programs));
        }
        Plan all = new Plan(
                List.copyOf(plan),
                data(parts.files(), plan),
                devices(parts.devices()),
                AccountLines.of(parts.users(), programs));
        Path top = RootDirectory.prepare(root);
        try {
            return write(top, all);
        } catch (IOException e) {
            throw new RootException(
                    "%s: %s. What was written so far stays; run the command again when that is mended"
                            .formatted(root, Reason.withFile(e)),
                    e);
        }
    }

    /** All that is to be written, found before anything is. */
    private record Plan(
            List<ProgramFiles> programs, List<ProgramFiles> data, List<Device> devices, AccountLines accounts) {}

    private List<ProgramFiles> data(List<String> files, List<ProgramFiles> plan) throws RootException {
        // plug-ins are loaded by the loader of the program that they are for
        Optional<String> loader =
                plan.stream().flatMap(program -> program.loader().stream()).findFirst();
        List<ProgramFiles> data = new ArrayList<>();
        for (String file : files) {
            data.add(Requirements.ofData(file, programs, loader));
        }
        return List.copyOf(data);
    }

    private static List<Device> devices(List<String> names) throws RootException {
        List<Device> devices = new ArrayList<>(List.of(Device.NULL));
        for (String name : names) {
            devices.add(Device.of(name));
        }
        return List.copyOf(devices);
    }

    private BuildReport write(Path top, Plan plan) throws IOException, RootException {
        RootWriter writer = new RootWriter(top, overwrite);
        ProgramCopier copier = new ProgramCopier(programs.machine(), writer);
        for (ProgramFiles files :
                Stream.concat(plan.programs.stream(), plan.data.stream()).toList()) {
            for (String file : files.files()) {
                copier.copy(file);
            }
            progress.accept(
                    "%s, %d files".formatted(files.program(), files.files().size()));
        }
        copier.copyMergedDirectories();
        EtcFiles.write(writer, plan.accounts);
        for (Device device : plan.devices) {
            device.make(writer, programs, overwrite);
        }
        new LinkerConf(top, programs).write(writer, plan.programs);
        for (ProgramFiles files : plan.programs) {
            for (Missing missing : RootInspector.inspect(top, files.program(), programs.searchPath())) {
                writer.warn(missing.sentence());
            }
        }
        return writer.report();
    }
}
