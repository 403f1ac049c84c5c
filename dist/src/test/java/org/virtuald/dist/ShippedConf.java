package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A service's conf as the distribution has it, with the commands that make a root for it: those of its comments that stand
 * behind a {@code #} and five blanks.
 */
record ShippedConf(String name, String text) {
    /** The root that the commands make. */
    static final String ROOT = "/srv/roots/one.example";

    private static final String COMMAND = "#     ";
    private static final Pattern LISTEN = Pattern.compile("(?m)^listen\\s*=\\s*\\[\"(?<where>.*):[0-9]+\"\\]$");
    private static final Pattern USER = Pattern.compile("(?m)^user\\s*=\\s*\"(?<name>.*)\"$");

    /** All that tell how to make a root. */
    static List<ShippedConf> all() throws IOException {
        List<ShippedConf> confs = new ArrayList<>();
        try (Stream<Path> files = Files.list(services())) {
            for (Path file : files.sorted().toList()) {
                ShippedConf conf = new ShippedConf(
                        String.valueOf(file.getFileName()).replaceFirst("\\.conf$", ""), Files.readString(file));
                if (!conf.commands().isEmpty()) {
                    confs.add(conf);
                }
            }
        }
        return confs;
    }

    private static Path services() {
        return Distribution.HOME.resolve("conf").resolve("services");
    }

    /** The commands for one root, a shell's. */
    String commands() {
        return text.lines()
                .filter(line -> line.startsWith(COMMAND))
                .map(line -> line.substring(COMMAND.length()))
                .collect(Collectors.joining("\n"));
    }

    /** What it listens on, with another port. */
    String listen(int port) {
        return found(LISTEN).group("where") + ":" + port;
    }

    /** Whom its program is started as. */
    String user() {
        return found(USER).group("name");
    }

    /** A conf that is this one, in {@code FILE}, but for its addresses and roots, and runs. */
    static String enabled(String file, String listen, List<String> table) {
        return """
                include "%s"
                enabled = true
                listen  = ["%s"]
                roots   = [%s]
                verbose = true
                """.formatted(file, listen, Site.quoted(table.toArray(String[]::new)));
    }

    private Matcher found(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s.conf", pattern, name).isTrue();
        return matcher;
    }
}
