package org.virtuald.inetd;

import java.util.List;
import java.util.Optional;

/**
 * The fifth field of a line: {@code user}, {@code user:group}, {@code user.group}, and FreeBSD's {@code /CLASS} behind them.
 *
 * @param text as a conf has it
 * @param groups the supplementary groups, where they are not those that the conf gives by itself
 */
record InetdUser(String text, Optional<List<String>> groups) {

    static InetdUser of(String field, Accounts accounts) {
        String name = field.replaceFirst("/.*", "");
        int colon = name.indexOf(':');
        int dot = name.lastIndexOf('.');
        int split = colon >= 0 ? colon : accounts.hasUser(name) ? -1 : dot;
        if (split <= 0) {
            return new InetdUser(name, Optional.empty());
        }
        String user = name.substring(0, split);
        List<String> others = accounts.groupsOf(user);
        // inetd changes the group alone; a conf that names one takes the others away
        return new InetdUser(
                user + ":" + name.substring(split + 1),
                user.equals("root") || others.isEmpty() ? Optional.empty() : Optional.of(others));
    }
}
