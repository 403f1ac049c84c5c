package org.virtuald.root;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The collection of the files that one program needs: its interpreter's and their libraries with it. */
final class Requirements {

    private final HostPrograms programs;
    private final Set<String> files = new LinkedHashSet<>();
    private final Map<String, String> libraries = new LinkedHashMap<>();
    private Optional<String> firstLoader = Optional.empty();

    private Requirements(HostPrograms programs) {
        this.programs = programs;
    }

    /** The files of a program, which is named by an absolute path or looked for on the search path. */
    static ProgramFiles of(String program, HostPrograms programs) throws RootException {
        Requirements requirements = new Requirements(programs);
        String path = requirements.locate(program);
        requirements.add(path);
        return requirements.files(path);
    }

    /**
     * The files behind a path that is no program: the file, all that a directory holds, and what shared libraries need.
     *
     * @param loader lists what they need; without one they are copied alone
     */
    static ProgramFiles ofData(String path, HostPrograms programs, Optional<String> loader) throws RootException {
        if (!path.startsWith("/") || !(programs.machine().resolve(path) instanceof Resolution.Found)) {
            throw new RootException("file %s: %s"
                    .formatted(path, path.startsWith("/") ? "no such file" : "name it by an absolute path"));
        }
        Requirements requirements = new Requirements(programs);
        try {
            requirements.addData(path, loader);
        } catch (IOException e) {
            throw new RootException(path + ": cannot be read: " + Reason.withFile(e), e);
        }
        return requirements.files(path);
    }

    private void addData(String path, Optional<String> loader) throws IOException, RootException {
        // a symbolic link to nothing is left out, and so are sockets, pipes and devices
        if (!(programs.machine().resolve(path) instanceof Resolution.Found found)
                || !(found.isRegular() || found.isDirectory())
                || !files.add(path)) {
            return;
        }
        if (found.isDirectory()) {
            for (String name : programs.machine().names(found.path())) {
                addData(Tree.join(path, name), loader);
            }
        } else if (loader.isPresent() && needsLibraries(path)) {
            addLibraries(new DynamicLoader(loader.get(), programs), path);
        }
    }

    private boolean needsLibraries(String path) throws IOException {
        try {
            return Executable.read(programs.file(path)) instanceof Executable.Elf elf
                    && !elf.file().needed().isEmpty();
        } catch (MalformedElfException e) {
            return false; // an object file, or one that only looks like ELF: data
        }
    }

    private ProgramFiles files(String path) {
        return new ProgramFiles(path, List.copyOf(files), libraries, firstLoader);
    }

    private String locate(String program) throws RootException {
        if (program.startsWith("/")) {
            if (!programs.isProgram(program)) {
                boolean exists = programs.machine().resolve(program) instanceof Resolution.Found;
                throw new RootException("%s: %s. Name a program of this machine"
                        .formatted(program, exists ? "not an executable file" : "no such program"));
            }
            return program;
        }
        if (program.contains("/") || program.isEmpty()) {
            throw new RootException("\"" + program + "\": name a program by a plain name or an absolute path");
        }
        return programs.find(program)
                .orElseThrow(() -> new RootException("program %s not found on %s. Install it, or name its path"
                        .formatted(program, String.join(":", programs.searchPath()))));
    }

    private void add(String program) throws RootException {
        if (!files.add(program)) {
            return;
        }
        try {
            Executable executable = Executable.read(programs.file(program));
            if (executable instanceof Executable.Elf elf) {
                addLinked(program, elf.file().interpreter());
            } else if (executable instanceof Executable.Script script) {
                addScript(program, script.line());
            } else {
                throw new RootException(program + ": neither an ELF program nor a script that begins with #!,"
                        + " so the kernel cannot execute it");
            }
        } catch (MalformedElfException e) {
            throw new RootException(program + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RootException(program + ": cannot be read: " + Reason.of(e), e);
        }
    }

    private void addLinked(String program, Optional<String> interpreter) throws IOException, RootException {
        if (interpreter.isEmpty()) {
            return;
        }
        String loader = interpreter.get();
        if (!programs.isProgram(loader)) {
            throw new RootException(program + " needs the interpreter " + loader
                    + ", which this machine does not have. Build the root on a machine that runs the program");
        }
        files.add(loader);
        if (firstLoader.isEmpty()) {
            firstLoader = interpreter;
        }
        String musl = DefaultDirectories.muslPathFile(loader);
        if (DefaultDirectories.isMusl(loader) && Files.exists(programs.file(musl))) {
            files.add(musl);
        }
        addLibraries(new DynamicLoader(loader, programs), program);
        String libc = libraries.get("libc.so.6");
        if (libc != null) {
            addNameServices(new DynamicLoader(loader, programs), Tree.parent(libc));
        }
    }

    private void addLibraries(DynamicLoader loader, String object) throws RootException {
        Map<String, String> found = loader.libraries(object);
        libraries.putAll(found);
        files.addAll(found.values());
    }

    /**
     * The modules that a glibc before 2.34 opens to read etc/passwd and to ask DNS (nsswitch.conf(5)). Later ones have
     * them built in, and what lies under the old names is empty.
     */
    private void addNameServices(DynamicLoader loader, String directory) throws IOException, RootException {
        for (String service : List.of("files", "dns")) {
            String name = "libnss_" + service + ".so.2";
            Path module = programs.file(Tree.join(directory, name));
            if (Files.isRegularFile(module)
                    && Files.readString(module, StandardCharsets.ISO_8859_1).contains("_nss_" + service + "_get")
                    && files.add(Tree.join(directory, name))) {
                libraries.put(name, Tree.join(directory, name));
                addLibraries(loader, Tree.join(directory, name));
            }
        }
    }

    private void addScript(String script, ScriptLine line) throws RootException {
        if (!line.interpreter().startsWith("/") || !programs.isProgram(line.interpreter())) {
            throw new RootException("script %s needs %s, which this machine does not have. Install it first"
                    .formatted(script, line.interpreter()));
        }
        add(line.interpreter());
        Optional<String> program = line.programOfEnv();
        if (program.isPresent()) {
            add(locate(program.get()));
        }
    }
}
