package org.virtuald.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The conf files of services: which there are. */
public final class ServiceFiles {
    private static final String SUFFIX = ".conf";

    private ServiceFiles() {}

    /** Where the conf of a service is. */
    static Path file(Path confDirectory, String service) {
        return confDirectory.resolve("services").resolve(service + SUFFIX);
    }

    /**
     * The names of the services that a conf directory describes, sorted. Hidden files, and what editors and package
     * managers leave behind, do not end in {@code .conf} and are no services.
     *
     * @param confDirectory holds {@code services/}; without that there are none
     * @throws IOException when the folder cannot be read
     */
    public static List<String> names(Path confDirectory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(confDirectory.resolve("services"))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
                    names.add(name.substring(0, name.length() - SUFFIX.length()));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }
}
