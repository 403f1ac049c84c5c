package org.virtuald.root;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkerCacheTest {

    private static final String STRINGS = "libf.so.1\0/opt/f/libf.so.1\0/opt/g/libf.so.1\0";

    @Test
    void mapsNamesToPathsInOrder() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            assertThat(LinkerCache.parse(cache(order), order))
                    .containsOnlyKeys("libf.so.1")
                    .containsEntry("libf.so.1", List.of("/opt/f/libf.so.1", "/opt/g/libf.so.1"));
        }
    }

    @Test
    void skipsAnOlderCacheBeforeIt() {
        byte[] cache = cache(ByteOrder.LITTLE_ENDIAN);
        byte[] both = ByteBuffer.allocate(16 + cache.length)
                .put("ld.so-1.7.0\0".getBytes(ISO_8859_1))
                .position(16)
                .put(cache)
                .array();

        assertThat(LinkerCache.parse(both, ByteOrder.LITTLE_ENDIAN)).containsKey("libf.so.1");
    }

    @Test
    void damageLosesEntriesAndNothingWorse() {
        byte[] cache = cache(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(1);
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = Arrays.copyOf(cache, 20 + random.nextInt(cache.length - 19));
            for (int i = random.nextInt(8); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(LinkerCache.parse(damaged, ByteOrder.LITTLE_ENDIAN)).hasSizeLessThan(3);
        }
    }

    private static byte[] cache(ByteOrder order) {
        int strings = 48 + 2 * 24;
        ByteBuffer cache = ByteBuffer.allocate(strings + STRINGS.length()).order(order);
        cache.put("glibc-ld.so.cache1.1".getBytes(ISO_8859_1)).putInt(2).putInt(STRINGS.length());
        cache.putInt(48 + 4, strings).putInt(48 + 8, strings + STRINGS.indexOf("/opt/f"));
        cache.putInt(72 + 4, strings).putInt(72 + 8, strings + STRINGS.indexOf("/opt/g"));
        cache.position(strings).put(STRINGS.getBytes(ISO_8859_1));
        return cache.array();
    }
}
