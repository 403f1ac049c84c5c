package org.virtuald.conf.wrappers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code a b EXCEPT c d EXCEPT e}, which is {@code (a b) EXCEPT ((c d) EXCEPT e)}.
 *
 * @param groups what stands between the words {@code EXCEPT}
 * @param <P> what its patterns are for
 */
record PatternList<P>(List<List<P>> groups) {
    PatternList {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** Whether the list matches, if its patterns do as {@code test} says. No recursion: who writes a rule chooses how many there are. */
    Ternary matches(Function<P, Ternary> test) {
        List<Ternary> matching = new ArrayList<>();
        for (List<P> group : groups) {
            Ternary any = any(group, test);
            matching.add(any);
            if (any == Ternary.NO) {
                break; // what it excludes does not count
            }
        }
        Ternary matches = Ternary.NO;
        for (int i = matching.size() - 1; i >= 0; i--) {
            matches = matching.get(i).and(matches.not());
        }
        return matches;
    }

    private static <P> Ternary any(List<P> group, Function<P, Ternary> test) {
        Ternary matches = Ternary.NO;
        for (P pattern : group) {
            matches = matches.or(test.apply(pattern));
            if (matches == Ternary.YES) {
                return matches;
            }
        }
        return matches;
    }

    boolean isEmpty() {
        return groups.isEmpty() || groups.get(0).isEmpty();
    }
}
