package org.virtuald.conf.wrappers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.virtuald.conf.Quoted;

/**
 * The options of a rule, hosts_options(5), read for what they do to its verdict. None is carried out. An option that is
 * malformed makes a rule refuse, as it does in tcp_wrappers; so does one whose absence would let somebody do more.
 */
final class OptionReader {
    private static final String BLANKS = " \t\r\n\f\u000b";
    private static final Set<String> FACILITIES = Set.of(
            "kern", "user", "mail", "daemon", "auth", "lpr", "news", "uucp", "cron", "local0", "local1", "local2",
            "local3", "local4", "local5", "local6", "local7");
    private static final Set<String> LEVELS =
            Set.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

    /** The options by the name that they have, or-ed with what they take. */
    private enum Option {
        USER(true, false),
        GROUP(true, false),
        UMASK(true, false),
        LINGER(true, false),
        KEEPALIVE(false, false),
        SPAWN(true, false),
        TWIST(true, true),
        ACLEXEC(true, false),
        RFC931(false, false),
        SETENV(true, false),
        NICE(false, false),
        SEVERITY(true, false),
        ALLOW(false, true),
        DENY(false, true),
        BANNERS(true, false);

        private final boolean takesValue;
        private final boolean isLast;

        Option(boolean takesValue, boolean isLast) {
            this.takesValue = takesValue;
            this.isLast = isLast;
        }

        boolean mayHaveValue() {
            return takesValue || this == RFC931 || this == NICE;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Option> of(String word) {
            for (Option option : values()) {
                if (option.word().equalsIgnoreCase(word)) {
                    return Optional.of(option);
                }
            }
            return Optional.empty();
        }
    }

    private final String file;
    private final int line;
    private final boolean grants;
    private final Findings findings;

    OptionReader(String file, int line, boolean grants, Findings findings) {
        this.file = file;
        this.line = line;
        this.grants = grants;
        this.findings = findings;
    }

    /** What a rule with these options does. */
    Effect effect(String options) {
        List<String> fields = fields(options);
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            int end = 0;
            while (end < field.length() && "= \t\r\n".indexOf(field.charAt(end)) < 0) {
                end++;
            }
            Optional<Option> option = Option.of(field.substring(0, end));
            String value = value(field.substring(end));
            if (option.isEmpty()) {
                return fails(end == 0 ? "an option has no name" : Quoted.of(field.substring(0, end)) + " is no option");
            }
            Optional<String> fault = fault(option.get(), value, i == fields.size() - 1);
            if (fault.isPresent()) {
                return fails("option " + option.get().word() + ": " + fault.get());
            }
            Optional<Effect> effect = effect(option.get());
            if (effect.isPresent()) {
                return effect.get();
            }
        }
        return usual();
    }

    private Effect usual() {
        return grants ? Effect.GRANT : Effect.REFUSE;
    }

    private Effect fails(String fault) {
        findings.warning(file, line, fault + ": the rule refuses");
        return grants ? Effect.FAIL : Effect.REFUSE;
    }

    private Optional<Effect> effect(Option option) {
        return switch (option) {
            case ALLOW -> Optional.of(Effect.GRANT);
            case DENY -> Optional.of(Effect.REFUSE);
            case TWIST, ACLEXEC -> Optional.of(fails(option.word() + " is not run"));
            case USER, GROUP ->
                Optional.of(fails(option.word() + " is not obeyed, for who the program is stands in the conf"));
            case SEVERITY -> Optional.empty();
            case SPAWN -> ignored(option, "is not run");
            default -> ignored(option, "has no effect");
        };
    }

    private Optional<Effect> ignored(Option option, String what) {
        findings.warning(file, line, option.word() + " " + what + "; the rule holds without it");
        return Optional.empty();
    }

    private static Optional<String> fault(Option option, String value, boolean last) {
        if (value.isEmpty() && option.takesValue) {
            return Optional.of("takes a value");
        }
        if (!value.isEmpty() && !option.mayHaveValue()) {
            return Optional.of("takes no value");
        }
        if (option.isLast && !last) {
            return Optional.of("must be the last one");
        }
        return value.isEmpty() || isValue(option, value)
                ? Optional.empty()
                : Optional.of(Quoted.of(value) + " is no value for it");
    }

    private static boolean isValue(Option option, String value) {
        return switch (option) {
            case UMASK -> value.matches("0*[0-7]{1,3}");
            case LINGER -> value.matches("[0-9]{1,9}");
            case RFC931 -> value.matches("0*[1-9][0-9]{0,8}");
            case NICE -> value.matches("[+-]?[0-9]{1,9}");
            case SEVERITY -> isSeverity(value.toLowerCase(Locale.ROOT));
            default -> true;
        };
    }

    private static boolean isSeverity(String value) {
        int dot = Words.split(value, '.');
        return dot < 0
                ? LEVELS.contains(value)
                : FACILITIES.contains(value.substring(0, dot)) && LEVELS.contains(value.substring(dot + 1));
    }

    /** What stands after an option's name; one equals sign may stand between. */
    private static String value(String rest) {
        String value = stripped(rest);
        return value.startsWith("=") ? stripped(value.substring(1)) : value;
    }

    /** What stands between the colons; a backslash before one makes it part of the text. */
    private static List<String> fields(String options) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (c == ':') {
                fields.add(stripped(field.toString()));
                field.setLength(0);
            } else {
                boolean escapes = c == '\\' && i + 1 < options.length() && options.charAt(i + 1) == ':';
                field.append(escapes ? options.charAt(++i) : c);
            }
        }
        fields.add(stripped(field.toString()));
        return fields;
    }

    private static String stripped(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && BLANKS.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && BLANKS.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }
}
