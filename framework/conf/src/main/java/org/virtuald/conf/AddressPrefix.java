package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * The addresses of one family that begin with the same bits: CIDR notation, RFC 4632 and RFC 4291 section 2.3. A single
 * address is the prefix of full length. IPv4-mapped IPv6 addresses ({@code ::ffff:10.0.0.1}) are IPv4 addresses here.
 *
 * @param family which addresses; no prefix of one family holds an address of the other
 * @param high the first 64 bits, left aligned: an IPv4 address fills the upper half and the rest is 0
 * @param low the last 64 bits of an IPv6 address; 0 for IPv4
 * @param length how many leading bits count, 0 to 32 or 128; the others are 0
 */
public record AddressPrefix(Family family, long high, long low, int length) {

    private static final int MAPPED_BITS = 96;
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    /** A kind of internet address. */
    public enum Family {
        /** Addresses of 32 bits. */
        IPV4(32),
        /** Addresses of 128 bits. */
        IPV6(128);

        private final int bits;

        Family(int bits) {
            this.bits = bits;
        }

        /** How many bits an address has. */
        public int bits() {
            return bits;
        }
    }

    /** Checks the length's range and that no bit is set beyond it. */
    public AddressPrefix {
        requireNonNull(family, "family");
        if (length < 0 || length > family.bits()) {
            throw new IllegalArgumentException("length " + length + " is not in 0 to " + family.bits());
        }
        if ((high & ~highMask(length)) != 0 || (low & ~lowMask(length)) != 0) {
            throw new IllegalArgumentException("bits are set beyond the first " + length);
        }
    }

    /** The prefix which holds the one address. */
    public static AddressPrefix of(InetAddress address) {
        return of(address.getAddress());
    }

    /**
     * The prefix which holds the one address.
     *
     * @param address 4 or 16 bytes in network order
     * @throws IllegalArgumentException when it has another length
     */
    public static AddressPrefix of(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        if (address.length == 4) {
            return new AddressPrefix(Family.IPV4, (long) bytes.getInt() << 32, 0, 32);
        }
        if (address.length != 16) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
        }
        return normalised(bytes.getLong(), bytes.getLong(), 128);
    }

    /**
     * Reads {@code ADDRESS} or {@code ADDRESS/LENGTH}. Never asks DNS.
     *
     * @throws IllegalArgumentException when it is neither, when the length is out of range, or when bits are set beyond
     *     it; the message says which and is fit to be shown
     */
    public static AddressPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return of(AddressText.parse(text));
        }
        byte[] address = AddressText.parse(text.substring(0, slash));
        int length = length(text.substring(slash + 1), address.length * 8, text);
        ByteBuffer bytes = ByteBuffer.allocate(16).put(address).rewind();
        long high = bytes.getLong() & highMask(length);
        long low = bytes.getLong() & lowMask(length);
        AddressPrefix prefix =
                address.length == 4 ? new AddressPrefix(Family.IPV4, high, low, length) : normalised(high, low, length);
        if (bytes.getLong(0) != high || bytes.getLong(8) != low) {
            throw new IllegalArgumentException(
                    Quoted.of(text) + " has bits set beyond its first " + length + "; write " + prefix);
        }
        return prefix;
    }

    private static int length(String text, int bits, String prefix) {
        int length = LENGTH.matcher(text).matches() ? Integer.parseInt(text) : Integer.MAX_VALUE;
        if (length > bits) {
            throw new IllegalArgumentException(
                    Quoted.of(prefix) + " has no prefix length from 0 to " + bits + " after its slash");
        }
        return length;
    }

    private static AddressPrefix normalised(long high, long low, int length) {
        boolean mapped = length >= MAPPED_BITS && high == 0 && low >>> 32 == 0xFFFF;
        return mapped
                ? new AddressPrefix(Family.IPV4, low << 32, 0, length - MAPPED_BITS)
                : new AddressPrefix(Family.IPV6, high, low, length);
    }

    /** The first of its addresses. */
    public InetAddress address() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    private byte[] bytes() {
        byte[] address = new byte[family.bits() / 8];
        byte[] all = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        System.arraycopy(all, 0, address, 0, address.length);
        return address;
    }

    /** Whether the address is one of these. */
    public boolean contains(InetAddress address) {
        return contains(of(address));
    }

    /** Whether every address of the other prefix is one of these. */
    public boolean contains(AddressPrefix other) {
        return family == other.family
                && length <= other.length
                && (other.high & highMask(length)) == high
                && (other.low & lowMask(length)) == low;
    }

    /** The prefix of this length, at most its own, that holds all of this one's addresses. */
    public AddressPrefix first(int bits) {
        return bits == length ? this : new AddressPrefix(family, high & highMask(bits), low & lowMask(bits), bits);
    }

    /** The prefix that is one bit shorter; the length must not be 0. */
    AddressPrefix parent() {
        return first(length - 1);
    }

    /** The other half of the parent. */
    AddressPrefix sibling() {
        return new AddressPrefix(
                family,
                high ^ (highMask(length) & ~highMask(length - 1)),
                low ^ (lowMask(length) & ~lowMask(length - 1)),
                length);
    }

    static long highMask(int length) {
        return length == 0 ? 0 : -1L << (64 - Math.min(length, 64));
    }

    static long lowMask(int length) {
        return length <= 64 ? 0 : -1L << (128 - length);
    }

    // what a record has by itself is made of method handles, which the client compiler does not see through: that was
    // a thirtieth of the host's time for a connection, whose source is the key of several tables

    @Override
    public boolean equals(Object object) {
        return object instanceof AddressPrefix other
                && family == other.family
                && high == other.high
                && low == other.low
                && length == other.length;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low) + length;
    }

    /** CIDR notation with the address in canonical form (RFC 5952); a single address without its length. */
    @Override
    public String toString() {
        return AddressText.format(bytes()) + (length == family.bits() ? "" : "/" + length);
    }
}
