package org.virtuald.conf.wrappers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.virtuald.conf.ConfFiles;

/**
 * Reads the lines of an access file. A line that tcp_wrappers skip as malformed is left out of hosts.allow, and counts in
 * hosts.deny as far as it can be understood: neither lets anybody in.
 */
final class HostsFile {
    private static final int LONGEST = 2046; // BUFLEN of hosts_access.c less newline and NUL

    private final String file;
    private final boolean grants;
    private final Findings findings;
    private final PatternReader patterns;
    private final PatternReader failing;

    /**
     * @param file what it is called in messages
     * @param grants whether its rules let clients in, which is so in hosts.allow
     * @param reader of the files that its rules name
     */
    HostsFile(String file, boolean grants, ConfFiles reader, Findings findings) {
        this.file = file;
        this.grants = grants;
        this.findings = findings;
        this.patterns = new PatternReader(file, reader, findings, true);
        this.failing = new PatternReader(file, reader, findings, false);
    }

    /** The rules in their order. The encoding does not matter: every byte is a character. */
    List<Rule> read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Rule> rules = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int line = 0;
        int first = 1;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            boolean ends = end >= 0;
            joined.append(text, start, ends ? end : text.length());
            start = ends ? end + 1 : text.length();
            line++;
            if (ends && joined.length() > 0 && joined.charAt(joined.length() - 1) == '\\') {
                joined.setLength(joined.length() - 1);
                ends = false;
                if (start < text.length()) {
                    continue;
                }
            }
            if (!ends || joined.length() > LONGEST || joined.indexOf("\0") >= 0) {
                breakOff(first, ends).ifPresent(rules::add);
                return rules;
            }
            rule(joined.toString(), first).ifPresent(rules::add);
            joined.setLength(0);
            first = line + 1;
        }
        return rules;
    }

    /** A file whose end may be missing grants nothing more, and refuses everybody who has come as far as this. */
    private Optional<Rule> breakOff(int line, boolean ends) {
        String fault = ends ? "longer than " + LONGEST + " bytes, or has a NUL byte" : "has no newline at its end";
        findings.warning(
                file, line, fault + (grants ? ": it and all that follows is left out" : ": everybody is refused"));
        return grants ? Optional.empty() : Optional.of(rule(line, "ALL", "ALL", Effect.REFUSE));
    }

    private Optional<Rule> rule(String text, int line) {
        if (text.startsWith("#") || text.isBlank()) {
            return Optional.empty();
        }
        int colon = Words.split(text, ':');
        if (colon < 0) {
            findings.warning(
                    file,
                    line,
                    "no colon; expected DAEMONS : CLIENTS"
                            + (grants ? "; it is left out" : "; it counts for all clients"));
            return grants ? Optional.empty() : Optional.of(rule(line, text, "ALL", Effect.REFUSE));
        }
        String rest = text.substring(colon + 1);
        int second = Words.split(rest, ':');
        Effect effect = grants ? Effect.GRANT : Effect.REFUSE;
        if (second >= 0) {
            effect = new OptionReader(file, line, grants, findings).effect(rest.substring(second + 1));
        }
        return Optional.of(rule(line, text.substring(0, colon), second < 0 ? rest : rest.substring(0, second), effect));
    }

    private Rule rule(int line, String daemons, String clients, Effect effect) {
        PatternReader hosts = effect == Effect.FAIL ? failing : patterns;
        PatternList<DaemonPattern> served = list(daemons, word -> daemon(word, line, hosts));
        PatternList<ClientPattern> from = list(clients, word -> client(word, line, hosts));
        if (served.isEmpty() || from.isEmpty()) {
            findings.warning(file, line, "names no " + (served.isEmpty() ? "daemon" : "client") + "; it never matches");
        }
        return new Rule(file + ":" + line, served, from, effect == Effect.GRANT);
    }

    private static <P> PatternList<P> list(String text, Function<String, P> pattern) {
        return new PatternList<>(Words.groups(text).stream()
                .map(group -> group.stream().map(pattern).toList())
                .toList());
    }

    private DaemonPattern daemon(String word, int line, PatternReader hosts) {
        int at = Words.splitWithin(word, '@');
        String name = at < 0 ? word : word.substring(0, at);
        OptionalInt port =
                name.matches("\\+?[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(name)) : OptionalInt.empty();
        Optional<HostPattern> host = at < 0 ? Optional.empty() : Optional.of(hosts.host(word.substring(at + 1), line));
        return new DaemonPattern(TextPattern.of(name), port, host);
    }

    private ClientPattern client(String word, int line, PatternReader hosts) {
        int at = Words.splitWithin(word, '@');
        return at < 0
                ? new ClientPattern(new TextPattern.Everything(), hosts.host(word, line))
                : new ClientPattern(TextPattern.of(word.substring(0, at)), hosts.host(word.substring(at + 1), line));
    }
}
