package org.virtuald.bundles.shell;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.virtuald.service.Administration;

/** What the last word of a line can be: a command, a bundle or a service. */
final class Completion {
    private static final Set<String> OF_SERVICES = Set.of("pause", "resume", "drain", "connections", "lookup");
    private static final Set<String> OF_BUNDLES =
            Set.of("start", "stop", "update", "uninstall", "refresh", "resolve", "headers", "bundlelevel", "which");
    private static final Set<String> OF_COMMANDS = Set.of("help");

    private final Interpreter interpreter;
    private final BundleNames bundles;
    private final Administration host;

    Completion(Interpreter interpreter, BundleNames bundles, Administration host) {
        this.interpreter = interpreter;
        this.bundles = bundles;
        this.host = host;
    }

    /**
     * Whole words that begin as the last one does, sorted.
     *
     * @param line as far as the cursor
     */
    List<String> words(String line) {
        String command = line.substring(lastOf(line, ";|&({") + 1).stripLeading();
        String[] words = command.split("\\s+", -1);
        String begun = words[words.length - 1];
        Collection<String> all = words.length == 1 ? commands() : arguments(words[0]);
        return new TreeSet<>(all)
                .stream().filter(word -> word.startsWith(begun)).toList();
    }

    private static int lastOf(String line, String characters) {
        return characters.chars().map(line::lastIndexOf).max().orElse(-1);
    }

    /** Each with its scope and without. */
    private List<String> commands() {
        return interpreter.commands().stream()
                .flatMap(name -> Stream.of(name, name.substring(name.indexOf(':') + 1)))
                .toList();
    }

    private Collection<String> arguments(String command) {
        String function = command.substring(command.indexOf(':') + 1).toLowerCase(Locale.ROOT);
        if (OF_SERVICES.contains(function)) {
            return host.services();
        }
        if (OF_BUNDLES.contains(function)) {
            return bundles.all();
        }
        return OF_COMMANDS.contains(function) ? commands() : Set.of();
    }
}
