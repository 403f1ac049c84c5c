package org.virtuald.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK or JRE that the distribution can run with.
 *
 * @param path what JAVA_HOME would be
 * @param version 17 and so on
 */
record JavaHome(Path path, int version) {

    private static final Path PLACE = Path.of("/usr/lib/jvm");
    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([0-9]+)");

    /** The one of these tests, and those that the machine has. */
    static List<JavaHome> all() throws IOException {
        Set<Path> places = new LinkedHashSet<>();
        places.add(Path.of(System.getProperty("java.home")).toRealPath());
        if (Files.isDirectory(PLACE)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(PLACE)) {
                for (Path folder : folders) {
                    if (Files.isExecutable(folder.resolve("bin/java")) && Files.isReadable(folder.resolve("release"))) {
                        places.add(folder.toRealPath());
                    }
                }
            }
        }
        List<JavaHome> homes = new ArrayList<>();
        for (Path place : places) {
            Matcher version = VERSION.matcher(Files.readString(place.resolve("release")));
            if (version.find() && Integer.parseInt(version.group(1)) >= OLDEST) {
                homes.add(new JavaHome(place, Integer.parseInt(version.group(1))));
            }
        }
        return homes;
    }

    /** A command that runs the command that follows it with this Java. */
    String[] before() {
        return new String[] {"env", "JAVA_HOME=" + path};
    }

    @Override
    public String toString() {
        return "Java " + version;
    }
}
