package org.virtuald.host.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody asks for: the head of a request, RFC 9112.
 *
 * @param method such as {@code GET}
 * @param path without what follows a {@code ?}
 * @param accept the media types that are taken; empty for any
 */
public record PageRequest(String method, String path, String accept) {

    /** Reads a head; empty when it is none. */
    static Optional<PageRequest> parse(String head) {
        List<String> lines = head.lines().toList();
        String[] words = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.") || !words[1].startsWith("/")) {
            return Optional.empty();
        }
        String accept = lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("accept:"))
                .map(line -> line.substring("accept:".length()).strip())
                .findFirst()
                .orElse("");
        return Optional.of(new PageRequest(words[0], words[1].replaceFirst("\\?.*", ""), accept));
    }
}
