package org.virtuald.inetd;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The conf file of a service while it is written: comments, and one key a line. */
final class ServiceFile {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, List<String>> comments = new HashMap<>();
    private final List<String> waiting = new ArrayList<>();

    /** A line, without the character that makes it a comment; it comes above the key that is set next. */
    void comment(String text) {
        waiting.add(text);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Takes a key out; its comments stay. */
    void remove(String key) {
        values.remove(key);
        waiting.addAll(comments.getOrDefault(key, List.of()));
        comments.remove(key);
    }

    private void put(String key, String value) {
        values.put(key, value);
        comments.computeIfAbsent(key, none -> new ArrayList<>()).addAll(waiting);
        waiting.clear();
    }

    /** A number, or one of the words of the conf format. */
    void word(String key, Object word) {
        put(key, word.toString());
    }

    void text(String key, String text) {
        put(key, ConfigUtil.quoteString(text));
    }

    void list(String key, List<String> texts) {
        put(key, texts.stream().map(ConfigUtil::quoteString).collect(Collectors.joining(", ", "[", "]")));
    }

    void object(String key, Map<String, String> members) {
        put(
                key,
                members.entrySet().stream()
                        .map(member -> ConfigUtil.quoteString(member.getKey()) + " = "
                                + ConfigUtil.quoteString(member.getValue()))
                        .collect(Collectors.joining(", ", "{ ", " }")));
    }

    /** Whether two files would do the same, wherever they listen and whatever their comments are. */
    boolean doesTheSameAs(ServiceFile other) {
        return withoutListen().equals(other.withoutListen());
    }

    private Map<String, String> withoutListen() {
        Map<String, String> rest = new LinkedHashMap<>(values);
        rest.remove("listen");
        return rest;
    }

    /** The keys stand under each other, as people write them. */
    String render() {
        StringBuilder text = new StringBuilder();
        int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        values.forEach((key, value) -> {
            addComments(text, comments.getOrDefault(key, List.of()));
            text.append(key).append(" ".repeat(width - key.length())).append(" = ");
            text.append(value).append('\n');
        });
        addComments(text, waiting);
        return text.toString();
    }

    private static void addComments(StringBuilder text, List<String> comments) {
        comments.forEach(
                comment -> text.append(comment.isEmpty() ? "#" : "# " + comment).append('\n'));
    }
}
