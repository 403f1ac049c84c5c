package org.virtuald.conf;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The include statements of one file. A name is relative to the directory of the file that includes; the file must be
 * within the conf directory, by its name and after symbolic links are followed, and must exist.
 */
final class Includer implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    /** Bounds what a file that is included twice by each of two files, and so on, can cost. */
    private static final int MAX_INCLUDES = 256;

    private static final int MAX_DEPTH = 16;

    private final ConfSource source;
    private final Path file;
    private final IncludeStatements statements;
    private final List<Path> chain;
    private final Budget budget;

    /** How many statements were followed, in all files together. */
    private static final class Budget {
        private int used;
    }

    /** For the file that is read. */
    Includer(ConfSource source, String text) {
        this(source, source.file(), text, List.of(real(source.file())), new Budget());
    }

    private Includer(ConfSource source, Path file, String text, List<Path> chain, Budget budget) {
        this.source = source;
        this.file = file;
        this.statements = new IncludeStatements(text);
        this.chain = chain;
        this.budget = budget;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        // The fallback is the parser's own, which would look at the class path and the network.
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        Place place = new Place(file.toString(), statements.lineOf(what));
        return follow(what, place).orElseGet(Includer::nothing);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, what.toString());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse(what.toString(), "url");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what, "classpath");
    }

    private ConfigObject refuse(String what, String form) {
        fail(new Place(file.toString(), statements.lineOf(what)), what, "only files are included, not " + form + "()");
        return nothing();
    }

    private Optional<ConfigObject> follow(String what, Place place) {
        try {
            Path target = file.resolveSibling(what).normalize();
            if (!target.toAbsolutePath()
                    .startsWith(source.directory().toAbsolutePath().normalize())) {
                return fail(place, what, "it is outside the conf directory");
            }
            Path real = target.toRealPath();
            if (!real.startsWith(source.directory().toRealPath())) {
                return fail(place, what, "it is a link out of the conf directory");
            }
            if (chain.contains(real)) {
                return fail(place, what, "it includes itself");
            }
            if (chain.size() > MAX_DEPTH || ++budget.used > MAX_INCLUDES) {
                return fail(place, what, "more than " + MAX_DEPTH + " deep or " + MAX_INCLUDES + " in all");
            }
            // by its name: a reader that looks at owners has to see the links on the way
            return parse(target, real, source.read(target));
        } catch (IOException e) {
            return fail(place, what, ReadFailure.reason(e));
        } catch (InvalidPathException e) {
            return fail(place, what, "not a file name");
        }
    }

    private Optional<ConfigObject> parse(Path target, Path real, byte[] bytes) {
        String name = target.toString();
        List<Path> longer = new ArrayList<>(chain);
        longer.add(real);
        return Utf8.decode(bytes, name, source.problems())
                .flatMap(text -> Hocon.parse(text, name, new Includer(source, target, text, longer, budget), source));
    }

    private Optional<ConfigObject> fail(Place place, String what, String reason) {
        source.problems().error(place, "cannot include " + Quoted.of(what) + ": " + reason);
        return Optional.empty();
    }

    /** A file that is gone by now cannot be included by anyone either: its own name will do. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }

    private static ConfigObject nothing() {
        return ConfigFactory.empty().root();
    }
}
