package org.virtuald.inetd;

import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a conf directory while it is made. */
final class ConfDirectory {
    private final SortedMap<String, String> files = new TreeMap<>();

    void service(String name, ServiceFile file) {
        file("services/" + name + ".conf", file.render());
    }

    void file(String path, String content) {
        files.put(path, content);
    }

    SortedMap<String, String> files() {
        return files;
    }
}
