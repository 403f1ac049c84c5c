package org.virtuald.root;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directories in which a loader looks for libraries without being told. */
final class DefaultDirectories {

    private static final int MAX_LOADER = 1 << 24;

    private DefaultDirectories() {}

    /** All directories that some distribution's glibc looks in, for when the loader itself cannot be read. */
    static List<String> ofAnyGlibc(Machine machine) {
        return pairs(suffixes(machine));
    }

    /**
     * The directories of one glibc. They are fixed when it is compiled and lie in the loader as strings that end with
     * a slash; Debian's looks in /lib/x86_64-linux-gnu and not in /lib64, Fedora's in /lib64 and not in /lib.
     */
    static List<String> ofGlibc(Path loader, Machine machine) throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(loader)) {
            text = new String(in.readNBytes(MAX_LOADER), StandardCharsets.ISO_8859_1);
        }
        List<String> compiledIn = new ArrayList<>();
        for (String suffix : suffixes(machine)) {
            if (text.contains("/usr/" + suffix + "/\0")) {
                compiledIn.add(suffix);
            }
        }
        return compiledIn.isEmpty() ? ofAnyGlibc(machine) : pairs(compiledIn);
    }

    /** The directories of musl: those of its path file if the root has one. */
    static List<String> ofMusl(Tree tree, String loader) throws IOException {
        if (tree.resolve(muslPathFile(loader)) instanceof Resolution.Found file && file.isRegular()) {
            return Pattern.compile("[:\n]")
                    .splitAsStream(Files.readString(file.file(), StandardCharsets.ISO_8859_1))
                    .filter(directory -> directory.startsWith("/"))
                    .toList();
        }
        return List.of("/lib", "/usr/local/lib", "/usr/lib");
    }

    /** Whether a loader of this path is musl's, which knows no ld.so.cache. */
    static boolean isMusl(String loader) {
        return Tree.name(loader).startsWith("ld-musl-");
    }

    /** {@code /etc/ld-musl-x86_64.path} for {@code /lib/ld-musl-x86_64.so.1}. */
    static String muslPathFile(String loader) {
        return "/etc/" + Tree.name(loader).replaceFirst("\\.so\\.1$", "") + ".path";
    }

    private static List<String> suffixes(Machine machine) {
        return List.of("lib/" + machine.multiarch(), "lib64", "lib32", "libx32", "lib");
    }

    private static List<String> pairs(List<String> suffixes) {
        return suffixes.stream()
                .flatMap(suffix -> Stream.of("/" + suffix, "/usr/" + suffix))
                .toList();
    }
}
