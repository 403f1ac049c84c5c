package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of licences names what the distribution holds of others, and nothing else. */
class ThirdPartyIT {
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
        String text = Files.readString(
                Distribution.HOME.resolve("share").resolve("licenses").resolve("THIRD-PARTY"));
        return text.split("\nAnd ", 2)[part]
                .lines()
                .filter(line -> line.matches(ITEM))
                .map(line -> line.replaceFirst(" ", "-").replaceFirst(" .*", ""))
                .toList();
    }
}
