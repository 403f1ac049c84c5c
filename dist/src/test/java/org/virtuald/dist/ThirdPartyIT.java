package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lists of licences and of checksums name what the distribution holds of others, and nothing else. */
class ThirdPartyIT {
    private static final Path LICENSES = Distribution.HOME.resolve("share").resolve("licenses");
    private static final String ITEM = "\\S+ [0-9]+(\\.[0-9]+)+ +\\S.*";

    @Test
    void everyLibraryIsListedWithItsVersion() throws IOException {
        try (Stream<Path> files = Files.walk(Distribution.HOME.resolve("lib"))) {
            List<String> jars = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".jar") && !name.startsWith("virtuald-"))
                    .map(name -> name.substring(0, name.length() - ".jar".length()))
                    .toList();
            assertThat(listed(0)).containsExactlyInAnyOrderElementsOf(jars);
        }
    }

    @Test
    void everyLibraryIsTheOneThatWasPublished() throws Exception {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Distribution.HOME.resolve("lib"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // archives of classes are made on this machine, of these jars
                boolean made = file.startsWith(Distribution.HOME.resolve("lib").resolve("cds"));
                if (!made && !String.valueOf(file.getFileName()).startsWith("virtuald-")) {
                    found.put(Distribution.HOME.relativize(file).toString(), sha256(file));
                }
            }
        }
        for (String gogo : listed(1)) {
            found.put(gogo + ".jar", sha256(inRepository(gogo)));
        }
        Map<String, String> pinned = Files.readAllLines(LICENSES.resolve("SHA256SUMS")).stream()
                .map(line -> line.split("  ", 2))
                .collect(Collectors.toMap(words -> words[1], words -> words[0]));
        assertThat(found).containsExactlyInAnyOrderEntriesOf(pinned);
    }

    /** So the checksums of those jars are good for their parts. */
    @Test
    void whatBundlesHaveTakenInIsUnchanged() throws IOException {
        Path shell = Distribution.HOME.resolve("share").resolve("bundles").resolve("shell.jar");
        Map<String, Long> published = new HashMap<>();
        for (String gogo : listed(1)) {
            published.putAll(classes(inRepository(gogo)));
        }
        Map<String, Long> taken = classes(shell);
        taken.keySet().removeIf(name -> name.startsWith("org/virtuald/"));
        assertThat(published).containsAllEntriesOf(taken);
        assertThat(taken).isNotEmpty();
    }

    @Test
    void whatBundlesHaveTakenInIsListed() throws IOException {
        TreeSet<String> packages = new TreeSet<>();
        try (Stream<Path> jars = Files.list(Distribution.HOME.resolve("share").resolve("bundles"))) {
            for (Path jar :
                    jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (JarFile opened = new JarFile(jar.toFile())) {
                    opened.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.matches(".*\\.(class|jar)") && !name.startsWith("org/virtuald/"))
                            .forEach(name -> packages.add(name.replaceFirst("/[^/]*$", "")));
                }
            }
        }
        // the last three belong to the runtime
        assertThat(packages)
                .containsExactly(
                        "org/apache/felix/gogo/command",
                        "org/apache/felix/gogo/runtime",
                        "org/apache/felix/gogo/runtime/util/function",
                        "org/apache/felix/service/command",
                        "org/apache/felix/service/threadio");
        assertThat(listed(1))
                .map(item -> item.replaceFirst("-[0-9.]+$", ""))
                .containsExactly("org.apache.felix.gogo.runtime", "org.apache.felix.gogo.command");
    }

    /** The items of one of the two lists, as NAME-VERSION. */
    private static List<String> listed(int part) throws IOException {
        String text = Files.readString(LICENSES.resolve("THIRD-PARTY"));
        return text.split("\nAnd ", 2)[part]
                .lines()
                .filter(line -> line.matches(ITEM))
                .map(line -> line.replaceFirst(" ", "-").replaceFirst(" .*", ""))
                .toList();
    }

    /** A jar of Felix that the build has used, by NAME-VERSION. */
    private static Path inRepository(String item) {
        int dash = item.lastIndexOf('-');
        return Path.of(System.getProperty("maven.repo.local"))
                .resolve("org/apache/felix")
                .resolve(item.substring(0, dash))
                .resolve(item.substring(dash + 1))
                .resolve(item + ".jar");
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** The classes of a jar with the CRC-32 of each. */
    private static Map<String, Long> classes(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            return opened.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .collect(Collectors.toMap(JarEntry::getName, JarEntry::getCrc));
        }
    }
}
