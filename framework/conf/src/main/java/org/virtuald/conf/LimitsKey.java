package org.virtuald.conf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.virtuald.conf.ResourceLimit.Resource;
import org.virtuald.conf.ResourceLimit.Unit;

/** The key {@code limits}: resource limits by the names of prlimit(1). */
final class LimitsKey {

    private static final Map<String, Resource> BY_NAME = byName();

    private LimitsKey() {}

    /** The limits in the order of their numbers. */
    static Optional<List<ResourceLimit>> read(Value value) {
        if (!value.is(ConfigValueType.OBJECT)) {
            return value.expected("an object of limits such as { nproc = 64, as = 512M }");
        }
        Map<String, Value> members = value.members();
        List<ResourceLimit> limits = new ArrayList<>();
        members.forEach((name, member) -> limit(name, member).ifPresent(limits::add));
        limits.sort((a, b) -> a.resource().compareTo(b.resource()));
        return limits.size() == members.size() ? Optional.of(List.copyOf(limits)) : Optional.empty();
    }

    private static Optional<ResourceLimit> limit(String name, Value value) {
        Resource resource = BY_NAME.get(name);
        if (resource == null) {
            return value.refuse("no such limit; "
                    + Spelling.nearest(name, BY_NAME.keySet())
                            .map(near -> "did you mean " + near + "?")
                            .orElse("expected one of " + String.join(", ", BY_NAME.keySet())));
        }
        String form = amounts(resource.unit()) + ", unlimited, or SOFT:HARD";
        try {
            if (value.is(ConfigValueType.OBJECT)) {
                return both(resource, value, form);
            }
            if (!value.isScalar()) {
                return value.expected(form);
            }
            String[] parts = value.text().split(":", -1);
            if (parts.length > 2) {
                return value.expected(form);
            }
            long soft = amount(resource.unit(), parts[0]);
            return Optional.of(
                    new ResourceLimit(resource, soft, parts.length == 1 ? soft : amount(resource.unit(), parts[1])));
        } catch (NumberFormatException | ConfigException e) {
            return value.expected(form);
        } catch (IllegalArgumentException e) {
            return value.refuse(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<ResourceLimit> both(Resource resource, Value value, String form) {
        Map<String, Value> members = value.members();
        Value soft = members.get("soft");
        Value hard = members.get("hard");
        if (members.size() != 2 || soft == null || hard == null || !soft.isScalar() || !hard.isScalar()) {
            return value.refuse("expected " + form + ", or { soft, hard }");
        }
        return Optional.of(new ResourceLimit(
                resource, amount(resource.unit(), soft.text()), amount(resource.unit(), hard.text())));
    }

    private static long amount(Unit unit, String text) {
        String trimmed = text.strip();
        if (trimmed.equals("unlimited")) {
            return ResourceLimit.UNLIMITED;
        }
        if (trimmed.matches("[0-9]{1,18}")) {
            return Long.parseLong(trimmed);
        }
        // HOCON's units would take a sign and fractions too
        if (unit == Unit.NUMBER || !trimmed.matches("[0-9]{1,18} *[A-Za-z]+")) {
            throw new NumberFormatException(trimmed);
        }
        Config config = ConfigValueFactory.fromAnyRef(trimmed).atKey("amount");
        if (unit == Unit.BYTES) {
            return config.getBytes("amount");
        }
        Duration time = config.getDuration("amount");
        // a limit of less than a second would be none at all
        return unit == Unit.SECONDS ? time.plusNanos(999_999_999).toSeconds() : time.toNanos() / 1000;
    }

    private static String amounts(Unit unit) {
        return switch (unit) {
            case NUMBER -> "a whole number";
            case BYTES -> "a size such as 10M";
            case SECONDS -> "a number of seconds, a time such as 2m";
            case MICROSECONDS -> "a number of microseconds, a time such as 200ms";
        };
    }

    private static Map<String, Resource> byName() {
        Map<String, Resource> byName = new LinkedHashMap<>();
        for (Resource resource : Resource.values()) {
            byName.put(resource.name().toLowerCase(Locale.ROOT), resource);
        }
        return byName;
    }
}
