package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A dynamic loader of this machine, who knows best which libraries a program gets (ld.so(8), {@code --list}). */
final class DynamicLoader {

    private static final Pattern FOUND = Pattern.compile("(?:(?<name>.+) => )?(?<path>/.*) \\(0x[0-9a-f]+\\)");
    private static final Pattern NOT_FOUND = Pattern.compile(
            "(?<name>\\S+) => not found|.*error while loading shared libraries: (?<glibc>[^:]+): cannot open shared.*"
                    + "|Error loading shared library (?<musl>[^:]+):.*");

    private final Path path;
    private final HostPrograms programs;

    DynamicLoader(String path, HostPrograms programs) {
        this.path = programs.file(path);
        this.programs = programs;
    }

    /** The libraries of a program: path by the name that they are asked for. */
    Map<String, String> libraries(String program) throws RootException {
        try {
            checkOwner(program);
            // The real path, because $ORIGIN is the directory of /proc/self/exe when the kernel starts the program.
            List<String> command = new ArrayList<>(List.of(path.toString()));
            List<Path> directories = programs.machine().packages().libraryDirectories();
            if (!directories.isEmpty()) {
                command.add("--library-path");
                command.add(directories.stream().map(Path::toString).collect(Collectors.joining(":")));
            }
            command.add("--list");
            command.add(programs.file(program).toRealPath().toString());
            return parse(program, Command.run(command));
        } catch (IOException e) {
            throw new RootException(
                    "%s: its interpreter %s cannot be run here: %s. Build the root on a machine that runs the program"
                            .formatted(program, path, Reason.of(e)),
                    e);
        }
    }

    /**
     * A file may name any program as its interpreter, so listing its libraries is as good as running it (see
     * "Security" in ldd(1)) unless the interpreter is one that the owner of this machine, or we, put there.
     */
    private void checkOwner(String program) throws IOException, RootException {
        Path file = path.toRealPath();
        PosixFileAttributes loader = Files.readAttributes(file, PosixFileAttributes.class);
        Object owner = Files.getAttribute(file, "unix:uid");
        boolean ownerTrusted = owner.equals(Files.getAttribute(Path.of("/"), "unix:uid"))
                || owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!ownerTrusted
                || loader.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                || loader.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
            throw new RootException(
                    ("%s: its interpreter %s belongs to %s with mode %s; it was not run, because others can change it."
                                    + " Name a program whose interpreter is the system's")
                            .formatted(
                                    program,
                                    path,
                                    loader.owner(),
                                    PosixFilePermissions.toString(loader.permissions())));
        }
    }

    private Map<String, String> parse(String program, Command answer) throws RootException {
        Map<String, String> libraries = new LinkedHashMap<>();
        for (String raw : answer.output().split("\n", -1)) {
            String line = raw.strip();
            Matcher found = FOUND.matcher(line);
            Matcher notFound = NOT_FOUND.matcher(line);
            if (found.matches()) {
                String library = programs.machine().packages().installed(found.group("path"));
                libraries.put(found.group("name") == null ? Tree.name(library) : found.group("name"), library);
            } else if (notFound.matches()) {
                throw new RootException("%s needs the library %s, which this machine does not have. Install it first"
                        .formatted(program, firstGroup(notFound)));
            }
        }
        if (answer.status() != 0) {
            throw new RootException("%s: its interpreter %s cannot list its libraries (exit status %d): %s"
                    .formatted(program, path, answer.status(), answer.output()));
        }
        return libraries;
    }

    private static String firstGroup(Matcher matcher) {
        for (String name : List.of("name", "glibc")) {
            if (matcher.group(name) != null) {
                return matcher.group(name);
            }
        }
        return matcher.group("musl");
    }
}
