package org.virtuald.root;

import java.util.List;

/**
 * A program or library in the process that is being put together.
 *
 * @param path as the loader opened it, symbolic links and all
 * @param rpath where it and what it loads look first, inherited directories included
 * @param runpath where it alone looks
 */
record LoadedObject(String path, ElfFile elf, List<String> rpath, List<String> runpath) {

    LoadedObject {
        rpath = List.copyOf(rpath);
        runpath = List.copyOf(runpath);
    }
}
