package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The man pages have every key that there is, and no other. */
class ManPagesTest {
    private static final Path PAGES = Path.of("..", "..", "dist", "src", "main", "man");

    @Test
    void virtualdConfHasAllKeysOfTheHost() throws IOException {
        assertThat(keys("virtuald.conf.adoc")).containsExactlyInAnyOrderElementsOf(names(HostKeys.ALL));
    }

    @Test
    void virtualdServiceHasAllKeysOfServices() throws IOException {
        assertThat(keys("virtuald-service.adoc")).containsExactlyInAnyOrderElementsOf(names(ServiceKeys.ALL));
    }

    @Test
    void everyKeyHasADefaultOrIsRequired() throws IOException {
        for (String page : List.of("virtuald.conf.adoc", "virtuald-service.adoc")) {
            for (String entry : section(page).split("\n(?=\\*[a-z])", -1)) {
                if (entry.startsWith("*")) {
                    assertThat(entry).containsPattern("(?m)^(Default: |Required)");
                }
            }
        }
    }

    private static List<String> names(List<Key<?>> keys) {
        return keys.stream().map(Key::name).toList();
    }

    /** The terms of the section KEYS. */
    private static List<String> keys(String page) throws IOException {
        List<String> keys = new ArrayList<>();
        for (String line : section(page).lines().toList()) {
            if (line.startsWith("*") && line.endsWith("::")) {
                Matcher key = Pattern.compile("\\*([a-z0-9-]+)\\*").matcher(line);
                while (key.find()) {
                    keys.add(key.group(1));
                }
            }
        }
        return keys;
    }

    private static String section(String page) throws IOException {
        String text = Files.readString(PAGES.resolve(page));
        int begin = text.indexOf("\n== KEYS\n");
        return text.substring(begin, text.indexOf("\n== ", begin + 1));
    }
}
