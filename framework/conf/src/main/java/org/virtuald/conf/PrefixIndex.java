package org.virtuald.conf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.virtuald.conf.AddressPrefix.Family;

/** A number for each of many prefixes, found by the longest prefix in one probe per length that is present. */
final class PrefixIndex {

    /** By descending length. */
    private final Map<Family, List<PrefixMap>> maps = new EnumMap<>(Family.class);

    PrefixIndex() {
        for (Family family : Family.values()) {
            maps.put(family, new ArrayList<>(1));
        }
    }

    /** The number of the longest prefix which contains the whole of this one, or {@link PrefixMap#NONE}. */
    int longest(AddressPrefix prefix) {
        for (PrefixMap map : maps(prefix.family())) {
            if (map.length() <= prefix.length()) {
                int number = map.get(prefix.high(), prefix.low());
                if (number != PrefixMap.NONE) {
                    return number;
                }
            }
        }
        return PrefixMap.NONE;
    }

    boolean has(AddressPrefix prefix) {
        for (PrefixMap map : maps(prefix.family())) {
            if (map.length() == prefix.length()) {
                return map.get(prefix.high(), prefix.low()) != PrefixMap.NONE;
            }
        }
        return false;
    }

    /** The prefix must not be present. */
    void add(AddressPrefix prefix, int number) {
        List<PrefixMap> family = maps(prefix.family());
        int at = 0;
        while (at < family.size() && family.get(at).length() > prefix.length()) {
            at++;
        }
        if (at == family.size() || family.get(at).length() != prefix.length()) {
            family.add(at, new PrefixMap(prefix.length()));
        }
        family.get(at).add(prefix, number);
    }

    /** The prefixes that hold one address, in no order. */
    List<AddressPrefix> singles() {
        List<AddressPrefix> singles = new ArrayList<>();
        maps.forEach((family, all) -> all.stream()
                .filter(map -> map.length() == family.bits())
                .forEach(map ->
                        map.forEach((high, low) -> singles.add(new AddressPrefix(family, high, low, family.bits())))));
        return singles;
    }

    /** The most probes that a search takes. */
    int probes(Family family) {
        return maps(family).size();
    }

    private List<PrefixMap> maps(Family family) {
        return maps.getOrDefault(family, List.of());
    }
}
