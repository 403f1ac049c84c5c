package org.virtuald.conf;

import java.util.List;
import java.util.Map;

/** The keys of {@code services/NAME.conf} about the program and what it gets. */
final class ProgramKeys {

    static final Key<List<String>> EXEC =
            Key.required("exec", "the program and its arguments, as they are inside the root", Command::exec);
    static final Key<UserName> USER =
            Key.required("user", "who the program runs as, name or name:group", HostKeys.USER_NAME);
    static final Key<List<String>> PATH = Key.optional(
            "path", "where the program is searched for inside the root", Command::path, Command.DEFAULT_PATH);
    static final Key<Map<String, String>> ENV =
            Key.optional("env", "what the program finds in its environment", Command::env, Map.of());

    static final List<Key<?>> ALL = List.of(EXEC, USER, PATH, ENV);

    private ProgramKeys() {}

    static Program program(Section section) {
        return new Program(section.get(EXEC), section.get(PATH), section.get(ENV), section.get(USER));
    }
}
