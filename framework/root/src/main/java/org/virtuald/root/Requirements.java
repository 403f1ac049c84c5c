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

    private Requirements(HostPrograms programs) {
        this.programs = programs;
    }

    /** The files of a program, which is named by an absolute path or looked for on the search path. */
    static ProgramFiles of(String program, HostPrograms programs) throws RootException {
        Requirements requirements = new Requirements(programs);
        String path = requirements.locate(program);
        requirements.add(path);
        return new ProgramFiles(path, List.copyOf(requirements.files), requirements.libraries);
    }

    private String locate(String program) throws RootException {
        if (program.startsWith("/")) {
            if (!HostPrograms.isProgram(program)) {
                boolean exists = Tree.ofMachine().resolve(program) instanceof Resolution.Found;
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
            Executable executable = Executable.read(Path.of(program));
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
        if (!HostPrograms.isProgram(loader)) {
            throw new RootException(program + " needs the interpreter " + loader
                    + ", which this machine does not have. Build the root on a machine that runs the program");
        }
        files.add(loader);
        String musl = DefaultDirectories.muslPathFile(loader);
        if (DefaultDirectories.isMusl(loader) && Files.exists(Path.of(musl))) {
            files.add(musl);
        }
        addLibraries(new DynamicLoader(loader), program);
        String libc = libraries.get("libc.so.6");
        if (libc != null) {
            addNameServices(new DynamicLoader(loader), Tree.parent(libc));
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
            Path module = Path.of(directory, "libnss_" + service + ".so.2");
            if (Files.isRegularFile(module)
                    && Files.readString(module, StandardCharsets.ISO_8859_1).contains("_nss_" + service + "_get")
                    && files.add(module.toString())) {
                libraries.put(Tree.name(module.toString()), module.toString());
                addLibraries(loader, module.toString());
            }
        }
    }

    private void addScript(String script, ScriptLine line) throws RootException {
        if (!line.interpreter().startsWith("/") || !HostPrograms.isProgram(line.interpreter())) {
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
