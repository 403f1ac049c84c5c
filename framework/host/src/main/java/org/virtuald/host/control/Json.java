package org.virtuald.host.control;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;

/** JSON objects on one line, RFC 8259; the conf's parser reads and writes them. */
final class Json {
    private Json() {}

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static Config read(String line) {
        try {
            return ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
        } catch (ConfigException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            // the parser calls itself for each bracket and knows no limit
            throw new IllegalArgumentException("not a JSON object: brackets are nested too deeply", e);
        }
    }

    /** Writes an object of strings, numbers, booleans, lists and maps, on one line. */
    static String write(Map<String, ?> object) {
        return ConfigValueFactory.fromMap(object).render(ConfigRenderOptions.concise());
    }
}
