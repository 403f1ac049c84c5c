package org.virtuald.conf.wrappers;

import java.util.List;
import java.util.Optional;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.AddressPrefix.Family;

/** A pattern for the name and the address of a host. */
sealed interface HostPattern {
    /** What tcp_wrappers call an address that has no name, and a user that nobody has told. */
    String UNKNOWN = "unknown";

    /** What they call one whose name belongs to others. */
    String PARANOID = "paranoid";

    Ternary matches(Party party);

    /**
     * A word that the address or the name has to match, the address first.
     *
     * @param addressOnly whether no name can look so
     */
    record Word(TextPattern pattern, boolean addressOnly) implements HostPattern {
        @Override
        public Ternary matches(Party party) {
            if (pattern.matches(party.address())) {
                return Ternary.YES;
            }
            return addressOnly
                    ? Ternary.NO
                    : party.name().map(pattern::matches).map(Ternary::of).orElse(Ternary.MAYBE);
        }
    }

    /** {@code KNOWN}: it has a name. */
    record Known() implements HostPattern {
        @Override
        public Ternary matches(Party party) {
            return party.name().map(Known::isName).map(Ternary::of).orElse(Ternary.MAYBE);
        }

        static boolean isName(String text) {
            return !text.equalsIgnoreCase(UNKNOWN) && !text.equalsIgnoreCase(PARANOID);
        }
    }

    /** {@code LOCAL}: it has a name without a dot. */
    record Local() implements HostPattern {
        @Override
        public Ternary matches(Party party) {
            return party.name()
                    .map(name -> Known.isName(name) && name.indexOf('.') < 0)
                    .map(Ternary::of)
                    .orElse(Ternary.MAYBE);
        }
    }

    /**
     * {@code 10.0.0.0/255.0.0.0} and {@code 10.0.0.0/8}.
     *
     * @param net what the address is, where the mask has bits
     * @param mask not necessarily ones before zeros
     */
    record Masked(int net, int mask) implements HostPattern {
        @Override
        public Ternary matches(Party party) {
            AddressPrefix number = party.number();
            return Ternary.of(number.family() == Family.IPV4 && ((int) (number.high() >>> Integer.SIZE) & mask) == net);
        }
    }

    /** {@code [2001:db8::]/32} and {@code [2001:db8::1]}. */
    record Prefixed(AddressPrefix prefix) implements HostPattern {
        @Override
        public Ternary matches(Party party) {
            return Ternary.of(prefix.contains(party.number()));
        }
    }

    /** The patterns of a file, {@code /etc/friends}. */
    record Listed(List<HostPattern> patterns) implements HostPattern {
        /** Copies the list. */
        public Listed {
            patterns = List.copyOf(patterns);
        }

        @Override
        public Ternary matches(Party party) {
            Ternary matches = Ternary.NO;
            for (HostPattern one : patterns) {
                matches = matches.or(one.matches(party));
                if (matches == Ternary.YES) {
                    return matches;
                }
            }
            return matches;
        }
    }

    /** What cannot be read, in a rule that tcp_wrappers would make refuse: it matches as little as it does there. */
    record Nobody() implements HostPattern {
        @Override
        public Ternary matches(Party party) {
            return Ternary.NO;
        }
    }

    /**
     * What tcp_wrappers never match although its writer meant something: it surely matches nobody.
     *
     * @param meant what that was, if it can be said
     */
    record Doubtful(Optional<HostPattern> meant) implements HostPattern {
        @Override
        public Ternary matches(Party party) {
            return meant.map(pattern -> pattern.matches(party))
                    .orElse(Ternary.MAYBE)
                    .and(Ternary.MAYBE);
        }
    }
}
