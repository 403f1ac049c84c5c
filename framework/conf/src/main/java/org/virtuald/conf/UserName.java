package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose identity a process takes, by name; the numbers are looked up in passwd(5) and group(5) when they are needed.
 *
 * @param user a login name, or a number which is then used as it is
 * @param group a group's name or number; empty for the user's own groups
 */
public record UserName(String user, Optional<String> group) {

    // Wider than useradd(8) allows, because directories such as LDAP hold names with dots, @ and backslash.
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}:/,-][^\\s\\p{Cntrl}:/,]{0,255}");

    /** Checks the form of both names. */
    public UserName {
        requireName("user", user);
        requireNonNull(group, "group").ifPresent(name -> requireName("group", name));
    }

    /**
     * Reads {@code name} or {@code name:group}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static UserName parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new UserName(text, Optional.empty())
                : new UserName(text.substring(0, colon), Optional.of(text.substring(colon + 1)));
    }

    /**
     * Reads the name or number of a group.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static String groupName(String text) {
        requireName("group", text);
        return text;
    }

    /** The form that a conf file uses. */
    @Override
    public String toString() {
        return group.map(name -> user + ":" + name).orElse(user);
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(Quoted.of(name) + " is not a " + what + " name");
        }
    }
}
