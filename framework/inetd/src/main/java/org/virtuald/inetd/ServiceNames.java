package org.virtuald.inetd;

import java.util.HashSet;
import java.util.Set;

/** Names for the conf files of services: those that they had, told apart where two are the same. */
final class ServiceNames {
    private final Set<String> given = new HashSet<>();

    String unique(String wanted, boolean datagrams) {
        String name = wanted.replaceAll("[^A-Za-z0-9_.-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        if (name.isEmpty()) {
            name = "service";
        }
        if (datagrams && given.contains(name)) {
            name += "-udp";
        }
        String unique = name;
        for (int i = 2; !given.add(unique); i++) {
            unique = name + "-" + i;
        }
        return unique;
    }
}
