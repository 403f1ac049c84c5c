package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads a conf directory: {@code virtuald.conf}, {@code services/NAME.conf} and {@code roots/NAME}.
 *
 * <p>Conf files are HOCON. {@code include "FILE"} is relative to the directory of the file that it stands in, names the
 * file in full, must stay within the conf directory and must exist. References ({@code ${key}}) see the conf alone,
 * neither environment nor system properties. No name is ever looked up in DNS.
 *
 * <p>Bad input is never an exception: every problem that a file has is in the {@link Reading}. Holds no state, so that
 * any thread may use it; each call reads the files anew.
 */
public final class ConfReader {

    private static final Pattern SERVICE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    private final Path directory;
    private final ConfFiles files;

    /**
     * A reader of a conf directory.
     *
     * @param confDirectory the directory, which messages show as it is given here
     * @param files how its files are read
     */
    public ConfReader(Path confDirectory, ConfFiles files) {
        this.directory = requireNonNull(confDirectory, "confDirectory");
        this.files = requireNonNull(files, "files");
    }

    /** Reads {@code virtuald.conf}; when there is none, the defaults hold. */
    public Reading<HostConf> host() {
        ConfSource source = new ConfSource(directory, directory.resolve("virtuald.conf"), files);
        try {
            return read(source, HostKeys.ALL, section -> {}, HostKeys::conf);
        } catch (IOException e) {
            return ReadFailure.isAbsent(e)
                    ? build(source, ConfigFactory.empty().root(), HostKeys.ALL, section -> {}, HostKeys::conf)
                    : rejected(source.file(), ReadFailure.reason(e));
        }
    }

    /**
     * Reads {@code services/NAME.conf}.
     *
     * @param name letters, digits, underscores, dots and dashes, 1 to 64 of them, the first a letter or digit; any other
     *     name is an error of the directory
     */
    public Reading<ServiceConf> service(String name) {
        Path services = directory.resolve("services");
        if (!SERVICE_NAME.matcher(name).matches()) {
            return rejected(
                    services,
                    Quoted.of(name) + " is no name for a service; expected 1 to 64 letters, digits, and _ . - within");
        }
        ConfSource source = new ConfSource(directory, services.resolve(name + ".conf"), files);
        try {
            return read(
                    source,
                    ServiceKeys.ALL,
                    section -> {
                        RedirectKeys.check(section, source);
                        IsolationKeys.check(section, source);
                        SocketKeys.check(section, source);
                    },
                    section -> ServiceKeys.conf(name, source, section));
        } catch (IOException e) {
            return rejected(source.file(), ReadFailure.reason(e));
        }
    }

    /** Reads the roots table that a service's conf names or holds. */
    public Reading<RootsTable> roots(ServiceConf conf) {
        if (conf.roots() instanceof RootsSource.Inline inline) {
            RootsTableParser parser = new RootsTableParser(conf.file().toString());
            inline.lines().forEach(line -> parser.add(line.line(), line.text()));
            return parser.table();
        }
        Path file = ((RootsSource.File) conf.roots()).path();
        try {
            Problems problems = new Problems(file.toString());
            Optional<String> text = Utf8.decode(files.read(file), file.toString(), problems);
            return text.isPresent() ? RootsTable.parse(file.toString(), text.get()) : problems.reject();
        } catch (IOException e) {
            return rejected(file, ReadFailure.reason(e) + "; it is the roots table of service " + conf.name());
        }
    }

    private static <T> Reading<T> read(
            ConfSource source, List<Key<?>> keys, Consumer<Section> check, Function<Section, T> record)
            throws IOException {
        Optional<ConfigObject> tree = Hocon.read(source);
        return tree.isPresent()
                ? build(source, tree.get(), keys, check, record)
                : source.problems().reject();
    }

    private static <T> Reading<T> build(
            ConfSource source,
            ConfigObject tree,
            List<Key<?>> keys,
            Consumer<Section> check,
            Function<Section, T> record) {
        Section section = Section.read(tree, Place.whole(source.file().toString()), "", keys, source);
        check.accept(section);
        return source.problems().accept(() -> record.apply(section));
    }

    private static <T> Reading<T> rejected(Path file, String message) {
        return new Reading.Rejected<>(List.of(Problem.error(Place.whole(file.toString()), message)));
    }
}
