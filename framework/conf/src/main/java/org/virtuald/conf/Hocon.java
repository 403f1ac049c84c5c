package org.virtuald.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.util.Optional;

/** A conf file's text to the tree of its values, includes drawn in and references put in place. */
final class Hocon {

    private Hocon() {}

    /**
     * The tree, or empty and the errors. References to what is not set are left in it for those who read the values,
     * so that each is reported where it stands. The environment and system properties are not consulted.
     */
    static Optional<ConfigObject> read(ConfSource source) throws IOException {
        String name = source.file().toString();
        Problems problems = source.problems();
        Optional<ConfigObject> parsed = Utf8.decode(source.read(source.file()), name, problems)
                .flatMap(text -> parse(text, name, new Includer(source, text), source));
        return problems.hasErrors() ? Optional.empty() : parsed.flatMap(tree -> resolve(tree, source));
    }

    /** The tree of one file, its references still open. */
    static Optional<ConfigObject> parse(String text, String name, Includer includer, ConfSource source) {
        try {
            return Optional.of(ConfigFactory.parseString(
                            text,
                            ConfigParseOptions.defaults()
                                    .setSyntax(ConfigSyntax.CONF)
                                    .setOriginDescription(name)
                                    .setIncluder(includer))
                    .root());
        } catch (ConfigException e) {
            source.problems().error(place(e, name, source), HoconFault.describe(e));
        } catch (IllegalArgumentException e) {
            // the parser throws it for an escape that begins with a minus sign
            source.problems().error(Place.whole(name), "an escape sequence is wrong: " + e.getMessage());
        } catch (StackOverflowError e) {
            // The parser calls itself for each bracket and knows no limit.
            source.problems().error(Place.whole(name), "brackets are nested too deeply");
        }
        return Optional.empty();
    }

    private static Optional<ConfigObject> resolve(ConfigObject tree, ConfSource source) {
        String name = source.file().toString();
        try {
            Config open = tree.toConfig();
            return Optional.of(open.resolve(ConfigResolveOptions.noSystem().setAllowUnresolved(true))
                    .root());
        } catch (ConfigException e) {
            source.problems().error(place(e, name, source), HoconFault.describe(e));
        } catch (StackOverflowError e) {
            source.problems().error(Place.whole(name), "references are nested too deeply");
        }
        return Optional.empty();
    }

    private static Place place(ConfigException e, String name, ConfSource source) {
        return e.origin() == null ? Place.whole(name) : source.place(e.origin());
    }
}
