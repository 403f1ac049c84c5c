package org.virtuald.conf;

/**
 * A number for each of many prefixes of one length. Open addressing over arrays of primitives: 100,000 IPv4 addresses
 * take 3 MB, a tenth of a HashMap's.
 */
final class PrefixMap {

    static final int NONE = -1;

    private static final long[] NO_LOWS = {};

    private final int length;
    private final long highMask;
    private final long lowMask;
    private long[] highs = new long[4];
    /** Empty as long as the prefixes end within their upper half. */
    private long[] lows;

    /** What is stored plus one, so that 0 marks a free slot. */
    private int[] numbers = new int[4];

    private int used;

    PrefixMap(int length) {
        this.length = length;
        this.highMask = AddressPrefix.highMask(length);
        this.lowMask = AddressPrefix.lowMask(length);
        this.lows = length > 64 ? new long[4] : NO_LOWS;
    }

    int length() {
        return length;
    }

    /** The number of the prefix that the address lies in, or {@link #NONE}. */
    int get(long high, long low) {
        return numbers[slot(high & highMask, low & lowMask)] - 1;
    }

    /** Takes the bits of a prefix. */
    @FunctionalInterface
    interface Consumer {
        void accept(long high, long low);
    }

    void forEach(Consumer consumer) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0) {
                consumer.accept(highs[i], lows.length > 0 ? lows[i] : 0);
            }
        }
    }

    /** The prefix must not be present. */
    void add(AddressPrefix prefix, int number) {
        if (++used > numbers.length / 4 * 3) {
            resize(numbers.length * 2);
        }
        put(prefix.high(), prefix.low(), number + 1);
    }

    private void put(long high, long low, int stored) {
        int slot = slot(high, low);
        highs[slot] = high;
        if (lows.length > 0) {
            lows[slot] = low;
        }
        numbers[slot] = stored;
    }

    private int slot(long high, long low) {
        int last = numbers.length - 1;
        int slot = hash(high, low) & last;
        while (numbers[slot] != 0 && (highs[slot] != high || (lows.length > 0 && lows[slot] != low))) {
            slot = (slot + 1) & last;
        }
        return slot;
    }

    private void resize(int capacity) {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        int[] oldNumbers = numbers;
        highs = new long[capacity];
        lows = oldLows.length > 0 ? new long[capacity] : NO_LOWS;
        numbers = new int[capacity];
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != 0) {
                put(oldHighs[i], oldLows.length > 0 ? oldLows[i] : 0, oldNumbers[i]);
            }
        }
    }

    /** Addresses of one network differ in a few bits only; the multiplications (MurmurHash3) spread them. */
    private static int hash(long high, long low) {
        long mixed = (high ^ Long.rotateLeft(low, 31)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) (mixed ^ (mixed >>> 33));
    }
}
