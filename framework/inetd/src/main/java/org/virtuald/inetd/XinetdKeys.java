package org.virtuald.inetd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What each attribute of a service becomes in its conf, and what is said of those that become nothing. */
final class XinetdKeys {
    private static final String UNLIMITED = "UNLIMITED";

    /** Attributes that say what is so here anyway. */
    private static final Set<String> SILENT = Set.of("mdns", "libwrap");

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

    /**
     * @param remarks told what has no counterpart
     */
    XinetdKeys(ServiceFile file, Consumer<Remark> remarks) {
        this.file = file;
        this.remarks = remarks;
        attributes.put("wait", given -> isYes(given, () -> file.word("wait", true)));
        attributes.put("nice", given -> file.word("nice", given.text()));
        attributes.put("umask", given -> file.text("umask", given.text()));
        attributes.put("groups", this::groups);
        attributes.put("env", this::environment);
        attributes.put("passenv", given -> lost(given, "programs get no variables of the host; name them in env"));
        attributes.put("instances", given -> number(given, "max-programs"));
        attributes.put("per_source", given -> number(given, "max-programs-per-source"));
        attributes.put("cps", this::rate);
        attributes.put("max_load", given -> file.word("max-load", given.text()));
        attributes.put("only_from", given -> addresses(given, "allow"));
        attributes.put("no_access", given -> addresses(given, "deny"));
        attributes.put("access_times", given -> file.list("access-times", given.values()));
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
            file.word(key, given.text());
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
            if (equals > 0 && !value.startsWith("PATH=")) {
                variables.put(value.substring(0, equals), value.substring(equals + 1));
            } else if (equals > 0) {
                file.text("path", value.substring(equals + 1));
            }
        }
        if (!variables.isEmpty()) {
            file.object("env", variables);
        }
    }

    private void rate(XinetdAttribute given) {
        file.word(
                "max-per-second",
                given.values().isEmpty() ? "50" : given.values().get(0));
        if (given.values().size() > 1) {
            lost(
                    given,
                    "above the rate clients wait; the service is not switched off for "
                            + given.values().get(1) + " s");
        }
    }

    private void addresses(XinetdAttribute given, String key) {
        List<String> prefixes = new ArrayList<>();
        for (String value : given.values()) {
            Optional<List<String>> found = AddressLists.prefixes(value);
            found.ifPresent(prefixes::addAll);
            if (found.isEmpty()) {
                lost(given, value + ": only addresses decide who may connect, names do not");
            }
        }
        file.list(key, prefixes);
    }

    private void banner(XinetdAttribute given, String key) {
        try {
            file.text(key, Files.readString(Path.of(given.text()), UTF_8));
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
            limits.put(limit, given.text());
            file.object("limits", limits);
        }
    }
}
