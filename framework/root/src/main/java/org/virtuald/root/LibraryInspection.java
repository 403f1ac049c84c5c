package org.virtuald.root;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** Follows what an ELF program asks of the kernel and of its loader, breadth first as the loader does. */
final class LibraryInspection {

    private final Inspection inspection;
    private final Tree tree;
    private final Resolution.Found program;
    private final ElfFile elf;
    private final Machine machine;
    private final Set<String> loadedNames = new HashSet<>();
    private final Queue<LoadedObject> unfinished = new ArrayDeque<>();

    LibraryInspection(Inspection inspection, Resolution.Found program, ElfFile elf) {
        this.inspection = inspection;
        this.tree = inspection.tree();
        this.program = program;
        this.elf = elf;
        this.machine = Machine.of(elf);
    }

    void run() throws IOException {
        String arch = System.getProperty("os.arch", "");
        if (!machine.runsOn(arch)) {
            inspection.report(new Missing.OtherMachine(inspection.root(), program.path(), machine.label(), arch));
        }
        if (elf.interpreter().isEmpty()) {
            return; // A static program, relocatable or not, is complete.
        }
        String interpreter = elf.interpreter().get();
        LibrarySearch search = search(interpreter, loader(interpreter));
        unfinished.add(search.program(program, elf));
        while (!unfinished.isEmpty()) {
            LoadedObject object = unfinished.remove();
            for (String name : object.elf().needed()) {
                if (loadedNames.add(name) && !search.isBuiltIn(name)) {
                    library(search, name, object);
                }
            }
        }
    }

    private Optional<Resolution.Found> loader(String path) throws IOException {
        Optional<Resolution.Found> file =
                inspection.executableFile(path, new Missing.Interpreter(inspection.root(), path, program.path()));
        if (file.isPresent()) {
            Optional<ElfFile> loader = read(path, file.get());
            if (loader.isPresent() && !loader.get().matches(elf)) {
                inspection.report(new Missing.Malformed(
                        inspection.root(), path, "is an interpreter for other programs than " + program.path()));
            }
            // Libraries name the loader as a library, too, and it is there already.
            loadedNames.add(Tree.name(path));
            loader.flatMap(ElfFile::soname).ifPresent(loadedNames::add);
        }
        return file;
    }

    private LibrarySearch search(String interpreter, Optional<Resolution.Found> loader) throws IOException {
        if (DefaultDirectories.isMusl(interpreter)) {
            return new LibrarySearch(tree, machine, true, DefaultDirectories.ofMusl(tree, interpreter), Map.of());
        }
        return new LibrarySearch(
                tree,
                machine,
                false,
                loader.isPresent()
                        ? DefaultDirectories.ofGlibc(loader.get().file(), machine)
                        : DefaultDirectories.ofAnyGlibc(machine),
                LinkerCache.read(tree, elf.order()));
    }

    private void library(LibrarySearch search, String name, LoadedObject by) {
        for (String candidate : search.candidates(name, by)) {
            if (tree.resolve(candidate) instanceof Resolution.Found file && file.isRegular()) {
                Optional<ElfFile> library = read(candidate, file);
                if (library.isEmpty()) {
                    return; // The loader gives up at a file that is no library.
                }
                if (library.get().matches(elf)) {
                    library.get().soname().ifPresent(loadedNames::add);
                    unfinished.add(search.library(candidate, library.get(), by));
                    return;
                }
            }
        }
        notFound(search, name, by);
    }

    private void notFound(LibrarySearch search, String name, LoadedObject by) {
        boolean dangles = false;
        for (String candidate : search.candidates(name, by)) {
            if (tree.resolve(candidate) instanceof Resolution.Dangling dangling
                    && tree.resolve(Tree.parent(candidate)) instanceof Resolution.Found) {
                inspection.report(new Missing.DanglingLink(inspection.root(), dangling.link(), dangling.target()));
                dangles = true;
            }
        }
        // A link to nothing explains more than the list of directories in which the library is not.
        if (!dangles) {
            List<String> searched = name.contains("/") ? List.of() : search.directories(by);
            inspection.report(new Missing.Library(inspection.root(), name, by.path(), searched));
        }
    }

    private Optional<ElfFile> read(String path, Resolution.Found file) {
        try {
            return Optional.of(ElfFile.read(file.file()));
        } catch (MalformedElfException e) {
            inspection.report(new Missing.Malformed(inspection.root(), path, Reason.of(e)));
        } catch (IOException e) {
            inspection.report(new Missing.Unreadable(inspection.root(), path, Reason.of(e)));
        }
        return Optional.empty();
    }
}
