package org.virtuald.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The etc/ld.so.cache of a root, which ldconfig(8) writes from etc/ld.so.conf. The loader reads the cache alone, so a
 * directory that only the conf names is not searched. Layout as glibc's dl-cache.h: a header of 48 bytes, entries of
 * 24, then the strings, to which offsets from the header's beginning point.
 */
final class LinkerCache {

    private static final String MAGIC = "glibc-ld.so.cache1.1";
    private static final int HEADER = 48;
    private static final int ENTRY = 24;
    private static final long MAX_SIZE = 1 << 26;

    private LinkerCache() {}

    /** Paths by library name; empty where there is no cache, or none that the loader would accept. */
    static Map<String, List<String>> read(Tree tree, ByteOrder order) throws IOException {
        if (tree.resolve("/etc/ld.so.cache") instanceof Resolution.Found file
                && file.isRegular()
                && file.attributes().size() <= MAX_SIZE) {
            return parse(Files.readAllBytes(file.file()), order);
        }
        return Map.of();
    }

    static Map<String, List<String>> parse(byte[] bytes, ByteOrder order) {
        // An older cache may come first in the same file.
        int start = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(MAGIC);
        if (start < 0 || bytes.length - start < HEADER) {
            return Map.of();
        }
        ByteBuffer cache =
                ByteBuffer.wrap(bytes, start, bytes.length - start).slice().order(order);
        long count = Integer.toUnsignedLong(cache.getInt(MAGIC.length()));
        Map<String, List<String>> paths = new HashMap<>();
        for (long i = 0; i < count && HEADER + (i + 1) * ENTRY <= cache.limit(); i++) {
            int entry = (int) (HEADER + i * ENTRY);
            String name = string(cache, cache.getInt(entry + 4));
            String path = string(cache, cache.getInt(entry + 8));
            if (!name.isEmpty() && path.startsWith("/")) {
                paths.computeIfAbsent(name, n -> new ArrayList<>()).add(path);
            }
        }
        return paths;
    }

    private static String string(ByteBuffer cache, int from) {
        if (from < 0 || from >= cache.limit()) {
            return "";
        }
        int to = from;
        while (to < cache.limit() && cache.get(to) != 0) {
            to++;
        }
        return StandardCharsets.UTF_8.decode(cache.slice(from, to - from)).toString();
    }
}
