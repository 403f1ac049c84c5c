package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One look at a program in a root, with what it found so far. */
final class Inspection {

    private final Path root;
    private final Tree tree;
    private final List<String> searchPath;
    private final Set<Missing> findings = new LinkedHashSet<>();
    private final Set<String> examined = new HashSet<>();

    Inspection(Path root, Tree tree, List<String> searchPath) {
        this.root = root;
        this.tree = tree;
        this.searchPath = List.copyOf(searchPath);
    }

    List<Missing> of(String program) {
        boolean isPath = program.contains("/");
        program(program, new Missing.Program(root, program, isPath ? List.of() : searchPath));
        return List.copyOf(findings);
    }

    Path root() {
        return root;
    }

    Tree tree() {
        return tree;
    }

    void report(Missing missing) {
        findings.add(missing);
    }

    /** The regular file of a path. If there is none, that is reported, with the given words if nothing is there. */
    Optional<Resolution.Found> regularFile(String path, Missing ifAbsent) {
        Resolution resolution = tree.resolve(path);
        if (resolution instanceof Resolution.Found found) {
            if (found.isRegular()) {
                return Optional.of(found);
            }
            report(new Missing.Malformed(root, path, "is not a regular file"));
        } else {
            report(fault(resolution, ifAbsent));
        }
        return Optional.empty();
    }

    /** The regular file of a path that is to be executed. */
    Optional<Resolution.Found> executableFile(String path, Missing ifAbsent) {
        Optional<Resolution.Found> file = regularFile(path, ifAbsent);
        if (file.isPresent() && !file.get().isExecutable()) {
            report(new Missing.NotExecutable(root, path));
        }
        return file;
    }

    private void program(String program, Missing ifAbsent) {
        if (program.contains("/")) {
            executableFile(program, ifAbsent).ifPresent(this::examine);
            return;
        }
        List<Missing> faults = new ArrayList<>();
        for (String directory : searchPath) {
            // An empty element is the working directory, and a program starts in "/".
            String path = Tree.join(directory.isEmpty() ? "/" : directory, program);
            Resolution resolution = tree.resolve(path);
            if (resolution instanceof Resolution.Found file) {
                if (file.isRegular() && file.isExecutable()) {
                    examine(file);
                    return;
                }
                faults.add(new Missing.NotExecutable(root, path));
            } else if (tree.resolve(Tree.parent(path)) instanceof Resolution.Found) {
                faults.add(fault(resolution, ifAbsent));
            }
        }
        // Where the name exists but will not do, that says more than that it was not found.
        faults.removeIf(ifAbsent::equals);
        findings.addAll(faults.isEmpty() ? List.of(ifAbsent) : faults);
    }

    private void examine(Resolution.Found file) {
        if (!examined.add(file.path())) {
            return;
        }
        try {
            Executable executable = Executable.read(file.file());
            if (executable instanceof Executable.Elf elf) {
                new LibraryInspection(this, file, elf.file()).run();
            } else if (executable instanceof Executable.Script script) {
                script(file.path(), script.line());
            } else {
                report(new Missing.Malformed(root, file.path(), "is neither an ELF program nor a script with #!"));
            }
        } catch (MalformedElfException e) {
            report(new Missing.Malformed(root, file.path(), Reason.of(e)));
        } catch (IOException e) {
            report(new Missing.Unreadable(root, file.path(), Reason.of(e)));
        }
    }

    private void script(String path, ScriptLine line) {
        // The kernel takes a relative interpreter from the working directory, and a program starts in "/".
        String interpreter = line.interpreter().startsWith("/") ? line.interpreter() : "/" + line.interpreter();
        program(interpreter, new Missing.ScriptInterpreter(root, interpreter, path, List.of()));
        line.programOfEnv()
                .ifPresent(name -> program(
                        name,
                        new Missing.ScriptInterpreter(root, name, path, name.contains("/") ? List.of() : searchPath)));
    }

    private Missing fault(Resolution resolution, Missing ifAbsent) {
        if (resolution instanceof Resolution.Dangling dangling) {
            return new Missing.DanglingLink(root, dangling.link(), dangling.target());
        }
        if (resolution instanceof Resolution.Looping looping) {
            return new Missing.Malformed(root, looping.path(), "is part of a loop of symbolic links");
        }
        if (resolution instanceof Resolution.Unreadable unreadable) {
            return new Missing.Unreadable(root, unreadable.path(), unreadable.reason());
        }
        return ifAbsent;
    }
}
