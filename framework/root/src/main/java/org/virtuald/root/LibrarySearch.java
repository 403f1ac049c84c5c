package org.virtuald.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The search for libraries by one loader in one root, as ld.so(8) tells it; {@code LD_LIBRARY_PATH} is left out, since
 * a root must do without. musl differs in that it has no cache and lets DT_RUNPATH be inherited as DT_RPATH is.
 */
final class LibrarySearch {

    private final Tree tree;
    private final Machine machine;
    private final boolean musl;
    private final List<String> defaults;
    private final Map<String, List<String>> cache;

    LibrarySearch(Tree tree, Machine machine, boolean musl, List<String> defaults, Map<String, List<String>> cache) {
        this.tree = tree;
        this.machine = machine;
        this.musl = musl;
        this.defaults = List.copyOf(defaults);
        this.cache = Map.copyOf(cache);
    }

    /**
     * The program. Its {@code $ORIGIN} comes from /proc/self/exe, so in a root that has no place for /proc the loader
     * drops every element that holds it; a library's comes from the path that it was opened by.
     */
    LoadedObject program(Resolution.Found file, ElfFile elf) {
        boolean originKnown = tree.resolve("/proc") instanceof Resolution.Found proc && proc.isDirectory();
        return loaded(file.path(), elf, originKnown, List.of());
    }

    LoadedObject library(String path, ElfFile elf, LoadedObject loadedBy) {
        return loaded(path, elf, true, loadedBy.rpath());
    }

    /** Whether the loader itself stands for the library, as musl's does for the parts of the C library. */
    boolean isBuiltIn(String name) {
        return musl && name.matches("lib(c|pthread|rt|m|dl|util|xnet)\\..*");
    }

    /** The directories that an object's library is looked for in, in order; the cache comes before the last ones. */
    List<String> directories(LoadedObject by) {
        List<String> directories = new ArrayList<>(ownDirectories(by));
        directories.addAll(defaults(by));
        return directories;
    }

    /** The paths that an object's library may have, in the order in which they are tried. */
    List<String> candidates(String name, LoadedObject by) {
        if (name.contains("/")) {
            return List.of(name);
        }
        return Stream.of(
                        in(ownDirectories(by), name),
                        cache.getOrDefault(name, List.of()).stream(),
                        in(defaults(by), name))
                .flatMap(paths -> paths)
                .distinct()
                .toList();
    }

    private LoadedObject loaded(String path, ElfFile elf, boolean originKnown, List<String> inherited) {
        List<String> rpath = expand(elf.rpath(), path, originKnown);
        List<String> runpath = expand(elf.runpath(), path, originKnown);
        List<String> lasting = new ArrayList<>(rpath);
        if (musl) {
            lasting.addAll(runpath);
        }
        lasting.addAll(inherited);
        return new LoadedObject(path, elf, lasting, runpath);
    }

    private List<String> ownDirectories(LoadedObject by) {
        return musl || by.elf().runpath().isEmpty() ? by.rpath() : by.runpath();
    }

    private List<String> defaults(LoadedObject by) {
        return by.elf().defaultsExcluded() ? List.of() : defaults;
    }

    private Stream<String> in(List<String> directories, String name) {
        return directories.stream()
                .flatMap(directory -> Stream.concat(
                        machine.hardwareCapabilities().stream()
                                .map(level -> directory + "/glibc-hwcaps/" + level + "/" + name),
                        Stream.of(Tree.join(directory, name))));
    }

    private List<String> expand(List<String> elements, String path, boolean originKnown) {
        String lib = defaults.isEmpty() ? "lib" : defaults.get(0).substring(1);
        List<String> directories = new ArrayList<>();
        for (String element : elements) {
            String braceless = element.replaceAll("\\$\\{(ORIGIN|LIB|PLATFORM)\\}", "\\$$1");
            if (originKnown || !braceless.contains("$ORIGIN")) {
                String directory = braceless
                        .replace("$ORIGIN", Tree.parent(path))
                        .replace("$LIB", lib)
                        .replace("$PLATFORM", machine.label());
                // A relative element counts from the working directory, and a program starts in "/".
                directories.add(directory.startsWith("/") ? directory : "/" + directory);
            }
        }
        return directories;
    }
}
