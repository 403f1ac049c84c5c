package org.virtuald.inetd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What each attribute of a service becomes in its conf, and what is said of those that become nothing. */
final class XinetdKeys {
    private static final String UNLIMITED = "UNLIMITED";
    private static final int LONGEST_BANNER = 2048;

    /** Attributes that say what is so here anyway. */
    private static final Set<String> SILENT = Set.of("mdns");

    private static final Map<String, String> LIMITS = Map.of(
            "rlimit_as", "as",
            "rlimit_files", "nofile",
            "rlimit_cpu", "cpu",
            "rlimit_data", "data",
            "rlimit_rss", "rss",
            "rlimit_stack", "stack");

    private final Map<String, Consumer<XinetdAttribute>> attributes = new HashMap<>();
    private final ServiceFile file;
    private final Consumer<Remark> remarks;
    private final Map<String, String> limits = new TreeMap<>();
    private final Set<String> denied = new LinkedHashSet<>();

    /**
     * @param remarks told what has no counterpart
     */
    XinetdKeys(ServiceFile file, Consumer<Remark> remarks) {
        this.file = file;
        this.remarks = remarks;
        attributes.put("wait", given -> isYes(given, () -> file.word("wait", true)));
        attributes.put("nice", given -> matching(given, "-?[0-9]{1,2}", () -> file.word("nice", given.text())));
        attributes.put("umask", given -> matching(given, "0?[0-7]{1,3}", () -> file.text("umask", given.text())));
        attributes.put("groups", this::groups);
        attributes.put("env", this::environment);
        attributes.put("passenv", given -> lost(given, "programs get no variables of the host; name them in env"));
        attributes.put("instances", given -> number(given, "max-programs"));
        attributes.put("per_source", given -> number(given, "max-programs-per-source"));
        attributes.put("cps", this::rate);
        attributes.put(
                "max_load",
                given -> matching(given, "[0-9]{1,4}(\\.[0-9]+)?", () -> file.word("max-load", given.text())));
        attributes.put("libwrap", given -> file.text("tcp-wrappers", given.text()));
        attributes.put("only_from", this::allowed);
        attributes.put("no_access", this::denied);
        attributes.put("access_times", this::times);
        attributes.put("banner", given -> {
            banner(given, "banner");
            banner(given, "refusal");
        });
        attributes.put("banner_success", given -> banner(given, "banner"));
        attributes.put("banner_fail", given -> banner(given, "refusal"));
        attributes.put("log_on_success", given -> verbose(given));
        attributes.put("log_on_failure", given -> userId(given));
        attributes.put("log_type", given -> lost(given, "there is one log, that of the host"));
        attributes.put("redirect", this::redirect);
        attributes.put("deny_time", given -> lost(given, "there are no sensors"));
        LIMITS.forEach((attribute, limit) -> attributes.put(attribute, given -> limit(given, limit)));
    }

    void add(XinetdAttribute attribute) {
        if (SILENT.contains(attribute.name())) {
            return;
        }
        attribute.comments().forEach(file::comment);
        attributes
                .getOrDefault(attribute.name(), unknown -> lost(unknown, "there is nothing like it"))
                .accept(attribute);
    }

    /** One of the flags. */
    void flag(XinetdAttribute attribute, String flag) {
        switch (flag) {
            case "NODELAY" -> file.word("nodelay", true);
            case "KEEPALIVE" -> file.word("keepalive", true);
            case "IPv4", "IPv6", "REUSE", "NAMEINARGS", "NORETRY", "NOLIBWRAP" -> {
                // they are in other keys, or so anyway
            }
            default -> lost(attribute, flag + ": there is nothing like it");
        }
    }

    /** What cannot be said, and kept somebody out: nobody is let in instead. */
    private void switchedOff(XinetdAttribute attribute, String reason) {
        file.word("enabled", false);
        lost(attribute, reason + "; the service is off (enabled = false)");
    }

    private void matching(XinetdAttribute given, String form, Runnable then) {
        if (given.text().matches(form)) {
            then.run();
        } else {
            lost(given, "not understood: " + given.text());
        }
    }

    private void lost(XinetdAttribute attribute, String reason) {
        remarks.accept(attribute.remark(reason));
    }

    private static void isYes(XinetdAttribute given, Runnable then) {
        if (given.text().equals("yes")) {
            then.run();
        }
    }

    private void number(XinetdAttribute given, String key) {
        if (!given.text().equals(UNLIMITED)) {
            matching(given, "[1-9][0-9]{0,8}", () -> file.word(key, given.text()));
        }
    }

    private void groups(XinetdAttribute given) {
        if (given.text().equals("no")) {
            file.list("groups", List.of());
        } else if (!given.text().equals("yes")) {
            file.list("groups", given.values());
        }
    }

    private void environment(XinetdAttribute given) {
        Map<String, String> variables = new TreeMap<>();
        for (String value : given.values()) {
            int equals = value.indexOf('=');
            if (equals > 0 && InetdDefaults.isForPrograms(value.substring(0, equals))) {
                variables.put(value.substring(0, equals), value.substring(equals + 1));
            } else if (value.startsWith("PATH=/")) {
                file.text("path", value.substring(equals + 1));
            } else {
                lost(given, value + ": not a variable that can be set");
            }
        }
        if (!variables.isEmpty()) {
            file.object("env", variables);
        }
    }

    private void rate(XinetdAttribute given) {
        String rate = given.values().isEmpty() ? "" : given.values().get(0);
        if (!rate.matches("[1-9][0-9]{0,5}")) {
            lost(given, "not understood: " + given.text());
            return;
        }
        file.text("max-rate", rate + "/s");
        if (given.values().size() > 1) {
            lost(
                    given,
                    "above the rate clients wait; the service is not switched off for "
                            + given.values().get(1) + " s");
        }
    }

    private void times(XinetdAttribute given) {
        List<String> windows = new ArrayList<>();
        for (String value : given.values()) {
            Optional<String> window = AccessTimes.window(value);
            window.ifPresent(windows::add);
            if (window.isEmpty()) {
                switchedOff(given, value + ": not understood");
                return;
            }
        }
        if (!windows.isEmpty() && !windows.contains(AccessTimes.ALWAYS)) {
            file.list("access-times", windows);
        }
    }

    private void allowed(XinetdAttribute given) {
        List<String> prefixes = new ArrayList<>();
        for (String value : given.values()) {
            Optional<List<String>> found = AddressLists.prefixes(value);
            found.ifPresent(prefixes::addAll);
            if (found.isEmpty()) {
                lost(given, value + ": only addresses decide who may connect, names do not");
            }
        }
        if (prefixes.isEmpty()) { // which lets nobody in; a conf has no list without members
            deny(AddressLists.ALL);
        } else {
            file.list("allow", prefixes.stream().distinct().toList());
        }
    }

    private void denied(XinetdAttribute given) {
        for (String value : given.values()) {
            Optional<List<String>> found = AddressLists.prefixes(value);
            found.ifPresent(this::deny);
            if (found.isEmpty()) {
                switchedOff(given, value + ": only addresses decide who may connect, names do not");
            }
        }
    }

    private void deny(List<String> prefixes) {
        denied.addAll(prefixes);
        file.list("deny", List.copyOf(denied));
    }

    private void banner(XinetdAttribute given, String key) {
        try {
            byte[] text = Files.readAllBytes(Path.of(given.text()));
            if (text.length > LONGEST_BANNER) {
                lost(given, "the text has " + text.length + " bytes; at most " + LONGEST_BANNER + " are sent");
            } else {
                file.text(key, new String(text, UTF_8));
            }
        } catch (IOException e) {
            lost(given, "the text is missing: " + e.getClass().getSimpleName() + ": " + given.text());
        }
    }

    /** Who connects, and how the program ends, are two lines of the log. */
    private void verbose(XinetdAttribute given) {
        if (!given.values().isEmpty()) {
            file.word("verbose", true);
        }
        userId(given);
        if (given.values().contains("TRAFFIC")) {
            lost(given, "TRAFFIC: bytes are not counted");
        }
    }

    private void userId(XinetdAttribute given) {
        if (given.values().contains("USERID")) {
            lost(given, "USERID: nobody is asked for it (RFC 1413)");
        }
    }

    private void redirect(XinetdAttribute given) {
        if (given.values().size() == 2) {
            String host = given.values().get(0);
            file.text(
                    "redirect",
                    (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                            + given.values().get(1));
        } else {
            lost(given, "expected HOST PORT");
        }
    }

    private void limit(XinetdAttribute given, String limit) {
        if (!given.text().equals(UNLIMITED)) {
            matching(given, limit.matches("cpu|nofile") ? "[0-9]{1,9}" : "[0-9]{1,15}[KkMm]?", () -> {
                limits.put(limit, given.text());
                file.object("limits", limits);
            });
        }
    }
}
