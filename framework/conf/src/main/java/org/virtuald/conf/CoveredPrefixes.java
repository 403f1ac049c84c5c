package org.virtuald.conf;

import org.virtuald.conf.AddressPrefix.Family;

/**
 * The addresses that the lines of a table so far answer for. Whatever is covered as a whole is found under one prefix:
 * when both halves of a prefix are covered, the prefix is added too.
 */
final class CoveredPrefixes {

    static final int NOTHING = PrefixMap.NONE;

    /** Covered by several rules together. */
    static final int SEVERAL = Integer.MAX_VALUE - 1;

    private static final AddressPrefix ALL_IPV4 = new AddressPrefix(Family.IPV4, 0, 0, 0);
    private static final AddressPrefix ALL_IPV6 = new AddressPrefix(Family.IPV6, 0, 0, 0);

    private final PrefixIndex covered = new PrefixIndex();
    private int defaultRule = NOTHING;

    /** The rule which covers all of the prefix, {@link #SEVERAL} or {@link #NOTHING}. */
    int coverOf(AddressPrefix prefix) {
        int rule = covered.longest(prefix);
        return rule == NOTHING ? defaultRule : rule;
    }

    /** The same for every address that there is. */
    int coverOfAll() {
        return covered.has(ALL_IPV4) && covered.has(ALL_IPV6) ? SEVERAL : defaultRule;
    }

    void add(AddressPrefix prefix, int rule) {
        covered.add(prefix, rule);
        AddressPrefix half = prefix;
        while (half.length() > 0 && covered.has(half.sibling())) {
            half = half.parent();
            covered.add(half, SEVERAL);
        }
    }

    void addAll(int rule) {
        defaultRule = rule;
    }
}
