package org.virtuald.conf;

import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys about control groups. */
final class CgroupKeys {
    private static final Pattern FILE = Pattern.compile("[a-z0-9_]+(\\.[A-Za-z0-9_]+)+");
    private static final String GROUP = "an object of interface files such as { memory.max = 256M, pids.max = 100 }";
    private static final String TEXT = "what is written to the file, or a list of such lines";
    private static final int MOST_BYTES = 4000; // kernfs takes less than a page at once

    static final Key<Optional<List<CgroupSetting>>> CGROUP = Key.optional(
            "cgroup", "limits on all programs of the service together", CgroupKeys::group, Optional.empty());
    static final Key<Optional<List<CgroupSetting>>> CONNECTION_CGROUP = Key.optional(
            "connection-cgroup", "limits on what one connection starts", CgroupKeys::group, Optional.empty());

    static final List<Key<?>> ALL = List.of(CGROUP, CONNECTION_CGROUP);

    /** Of {@code virtuald.conf}. */
    static final Key<Optional<String>> PARENT = Key.optional(
            "cgroup",
            "the delegated control group in which those of the services are made",
            ValueType.parsed("an absolute path such as /sys/fs/cgroup/virtuald", CgroupKeys::path)
                    .map(Optional::of),
            Optional.empty());

    private CgroupKeys() {}

    static Cgroups cgroups(Section section) {
        return new Cgroups(section.get(CGROUP), section.get(CONNECTION_CGROUP));
    }

    private static String path(String text) {
        if (!text.startsWith("/") || List.of(text.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException(Quoted.of(text) + " is none");
        }
        return text;
    }

    private static Optional<Optional<List<CgroupSetting>>> group(Value value) {
        if (!value.is(ConfigValueType.OBJECT)) {
            return value.expected(GROUP);
        }
        List<CgroupSetting> settings = new ArrayList<>();
        return files("", value, settings) ? Optional.of(Optional.of(List.copyOf(settings))) : Optional.empty();
    }

    /** HOCON makes an object memory with a member max of memory.max, unless it is in quotes: both come to the same. */
    private static boolean files(String prefix, Value value, List<CgroupSetting> into) {
        boolean good = true;
        for (Map.Entry<String, Value> member : value.members().entrySet()) {
            String name = prefix + member.getKey();
            good &= member.getValue().is(ConfigValueType.OBJECT)
                    ? files(name + ".", member.getValue(), into)
                    : file(name, member.getValue(), into);
        }
        return good;
    }

    private static boolean file(String name, Value value, List<CgroupSetting> into) {
        if (!FILE.matcher(name).matches()) {
            value.refuse("no interface file has such a name; expected CONTROLLER.NAME such as memory.max");
            return false;
        }
        if (name.startsWith("cgroup.")) {
            value.refuse("files of cgroup itself are not for confs");
            return false;
        }
        Optional<List<String>> lines =
                ValueType.oneOrMore(TEXT, CgroupKeys::line).read(value);
        lines.ifPresent(all -> all.forEach(line -> into.add(new CgroupSetting(name, line))));
        return lines.isPresent();
    }

    private static Optional<String> line(Value value) {
        return ValueType.text(TEXT)
                .then((same, text) -> text.isBlank() || text.indexOf('\n') >= 0 || text.length() > MOST_BYTES
                        ? same.refuse(Quoted.of(text) + " is no line for an interface file")
                        : Optional.of(text.strip()))
                .read(value);
    }
}
