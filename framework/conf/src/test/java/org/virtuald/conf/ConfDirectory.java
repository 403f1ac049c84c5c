package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A conf directory to write into and read from; problems are shown with paths relative to it. */
record ConfDirectory(Path path) {

    static final String LISTEN = "listen = [\"*:21\"]\n";
    static final String EXEC = "exec = [\"in.ftpd\", \"-l\"]\n";
    static final String ROOTS = "roots = \"ftp\"\n";
    static final String USER = "user = \"ftp\"\n";

    /** What a service cannot do without. */
    static final String REQUIRED = LISTEN + EXEC + ROOTS + USER;

    ConfDirectory write(String name, String text) {
        return write(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    ConfDirectory write(String name, byte[] bytes) {
        try {
            Path file = path.resolve(name);
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfReader reader() {
        return new ConfReader(path, ConfFiles.plain());
    }

    /** The text as {@code services/ftp.conf}. */
    Reading<ServiceConf> service(String text) {
        return write("services/ftp.conf", text).reader().service("ftp");
    }

    ServiceConf accepted(String text) {
        return value(service(text));
    }

    List<String> refused(String text) {
        return refused(service(text));
    }

    <T> T value(Reading<T> reading) {
        assertThat(reading.problems()).isEmpty();
        return ((Reading.Accepted<T>) reading).value();
    }

    List<String> refused(Reading<?> reading) {
        assertThat(reading).isInstanceOf(Reading.Rejected.class);
        return problems(reading);
    }

    List<String> problems(Reading<?> reading) {
        return reading.problems().stream()
                .map(problem -> problem.toString().replace(path + "/", ""))
                .toList();
    }
}
