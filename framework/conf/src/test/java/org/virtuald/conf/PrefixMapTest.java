package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtuald.conf.AddressPrefix.Family;

class PrefixMapTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 63, 64, 65, 100, 128})
    void holdsWhatAHashMapHolds(int length) {
        Random random = new Random(length);
        Map<AddressPrefix, Integer> expected = new HashMap<>();
        PrefixMap map = new PrefixMap(length);
        for (int i = 0; i < 20_000; i++) {
            AddressPrefix prefix = random(random, length);
            if (expected.putIfAbsent(prefix, i) == null) {
                map.add(prefix, i);
            }
        }
        for (int i = 0; i < 20_000; i++) {
            AddressPrefix prefix = random(random, length);
            assertThat(map.get(prefix.high(), prefix.low())).isEqualTo(expected.getOrDefault(prefix, PrefixMap.NONE));
        }
        expected.forEach((prefix, number) -> assertThat(map.get(
                        prefix.high() | ~AddressPrefix.highMask(length), prefix.low() | ~AddressPrefix.lowMask(length)))
                .isEqualTo(number));
    }

    /** A few thousand values in the last bits that count, so that about half of the searches find something. */
    private static AddressPrefix random(Random random, int length) {
        long bits = random.nextInt(40_000);
        long high = (length >= 64 ? bits >>> 8 : bits << (64 - Math.max(length, 1))) & AddressPrefix.highMask(length);
        long low = (bits << (128 - Math.max(length, 65))) & AddressPrefix.lowMask(length);
        return new AddressPrefix(Family.IPV6, high, low, length);
    }
}
