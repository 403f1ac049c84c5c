package org.virtuald.inetd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code service NAME { … }} or {@code defaults { … }}. */
final class XinetdEntry {
    private static final Set<String> SETS = Set.of(
            "only_from", "no_access", "log_on_success", "log_on_failure", "passenv", "env", "disabled", "enabled");

    private final SourceLine source;
    private final String name;
    private final List<String> comments;
    private final List<XinetdAttribute> attributes = new ArrayList<>();

    XinetdEntry(SourceLine source, String name, List<String> comments) {
        this.source = source;
        this.name = name;
        this.comments = List.copyOf(comments);
    }

    SourceLine source() {
        return source;
    }

    /** As it stands behind {@code service}. */
    String name() {
        return name;
    }

    List<String> comments() {
        return comments;
    }

    void add(XinetdAttribute attribute) {
        attributes.add(attribute);
    }

    /**
     * Its attributes, each once, with those of {@code defaults} that it has not itself. Those that are sets are added up and taken
     * away as their operators say; {@code =} takes the place of the defaults, and adds to what the entry itself has said before.
     */
    Map<String, XinetdAttribute> resolved(Optional<XinetdEntry> defaults) {
        Map<String, XinetdAttribute> resolved = new LinkedHashMap<>();
        defaults.ifPresent(given -> resolved.putAll(given.resolved(Optional.empty())));
        Map<String, XinetdAttribute> own = new LinkedHashMap<>();
        for (XinetdAttribute attribute : attributes) {
            XinetdAttribute before = own.get(attribute.name());
            if (before == null && !attribute.operator().equals("=")) {
                before = resolved.get(attribute.name());
            }
            own.put(
                    attribute.name(),
                    before != null && SETS.contains(attribute.name()) ? added(before, attribute) : attribute);
        }
        resolved.putAll(own);
        return resolved;
    }

    private static XinetdAttribute added(XinetdAttribute before, XinetdAttribute more) {
        List<String> values = new ArrayList<>(before.values());
        if (more.operator().equals("-=")) {
            values.removeAll(more.values());
        } else {
            values.addAll(more.values());
        }
        List<String> comments = new ArrayList<>(before.comments());
        comments.addAll(more.comments());
        return new XinetdAttribute(more.source(), comments, more.name(), "=", values);
    }
}
