package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.AddressPrefix.Family;

class AccessListTest {

    @Test
    void withoutListsEverybodyMayConnect() throws Exception {
        assertThat(allows(AccessList.of(List.of(), List.of()), "192.0.2.1")).isTrue();
    }

    @Test
    void anAllowListShutsTheOthersOutAndADenyListDoesNot() throws Exception {
        AccessList allow = AccessList.of(prefixes("10.0.0.0/8", "2001:db8::/32"), List.of());
        assertThat(allows(allow, "10.1.2.3")).isTrue();
        assertThat(allows(allow, "2001:db8::7")).isTrue();
        assertThat(allows(allow, "192.0.2.1")).isFalse();
        assertThat(allows(allow, "::1")).isFalse();
        AccessList deny = AccessList.of(List.of(), prefixes("10.0.0.0/8"));
        assertThat(allows(deny, "10.1.2.3")).isFalse();
        assertThat(allows(deny, "::ffff:10.1.2.3")).isFalse();
        assertThat(allows(deny, "192.0.2.1")).isTrue();
    }

    @Test
    void theLongestPrefixWinsAndATieDenies() throws Exception {
        AccessList list = AccessList.of(
                prefixes("10.0.0.0/8", "10.1.1.0/24", "10.2.0.0/16"), prefixes("10.1.0.0/16", "10.2.0.0/16"));
        assertThat(allows(list, "10.9.0.1")).isTrue();
        assertThat(allows(list, "10.1.9.1")).isFalse();
        assertThat(allows(list, "10.1.1.1")).isTrue();
        assertThat(allows(list, "10.2.0.1")).isFalse();
    }

    @Test
    void readsFilesAndWhatStandsInTheConf(@TempDir Path path) throws Exception {
        Path friends = Files.writeString(
                path.resolve("friends"), "\uFEFF# ours\r\n10.1.0.0/16 ; office\r\n\n  2001:db8::/32\t#v6\n10.3.0.1");
        AccessRules rules = new AccessRules(
                new AddressSources(prefixes("192.0.2.1"), List.of(friends)),
                new AddressSources(prefixes("10.1.2.0/24"), List.of()),
                List.of());
        AccessList list = ((Reading.Accepted<AccessList>) AccessList.read(rules, ConfFiles.plain())).value();
        assertThat(allows(list, "10.1.1.1")).isTrue();
        assertThat(allows(list, "10.1.2.1")).isFalse();
        assertThat(allows(list, "2001:db8::7")).isTrue();
        assertThat(allows(list, "10.3.0.1")).isTrue();
        assertThat(allows(list, "192.0.2.1")).isTrue();
        assertThat(allows(list, "10.3.0.2")).isFalse();
    }

    @Test
    void anAllowListWithoutAnAddressShutsEverybodyOut(@TempDir Path path) throws Exception {
        Path empty = Files.writeString(path.resolve("empty"), "# nobody\n");
        AccessRules rules =
                new AccessRules(new AddressSources(List.of(), List.of(empty)), AddressSources.NONE, List.of());
        AccessList list = ((Reading.Accepted<AccessList>) AccessList.read(rules, ConfFiles.plain())).value();
        assertThat(allows(list, "10.3.0.2")).isFalse();
    }

    @Test
    void tellsEveryErrorOfItsFiles(@TempDir Path path) throws Exception {
        Path bad = Files.writeString(path.resolve("bad"), "10.0.0.0/8\nlocalhost\n10.0.0.1/8\n");
        Path missing = path.resolve("missing");
        AccessRules rules =
                new AccessRules(AddressSources.NONE, new AddressSources(List.of(), List.of(bad, missing)), List.of());
        assertThat(AccessList.read(rules, ConfFiles.plain()).problems())
                .map(problem -> problem.toString().replace(path + "/", ""))
                .containsExactly(
                        "bad:2: \"localhost\" is not an IPv4 or IPv6 address",
                        "bad:3: \"10.0.0.1/8\" has bits set beyond its first 8; write 10.0.0.0/8",
                        "missing: no such file; it is a list of addresses in a conf");
    }

    /** Against the plainest way to say it. */
    @Test
    void decidesAsALookAtEveryPrefixDoes() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<AddressPrefix> allow = some(random);
            List<AddressPrefix> deny = some(random);
            AccessList list = AccessList.of(allow, deny);
            for (int i = 0; i < 50; i++) {
                InetAddress address = InetAddress.getByAddress(
                        new byte[] {10, 0, (byte) random.nextInt(4), (byte) random.nextInt(8)});
                int longestAllow = longest(allow, address);
                int longestDeny = longest(deny, address);
                boolean expected =
                        (longestAllow < 0 && longestDeny < 0) ? allow.isEmpty() : (longestAllow > longestDeny);
                assertThat(list.allows(address)).isEqualTo(expected);
            }
        }
    }

    private static int longest(List<AddressPrefix> prefixes, InetAddress address) {
        return prefixes.stream()
                .filter(prefix -> prefix.contains(address))
                .mapToInt(AddressPrefix::length)
                .max()
                .orElse(-1);
    }

    private static List<AddressPrefix> some(Random random) {
        List<AddressPrefix> prefixes = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            int length = 20 + random.nextInt(13);
            long address = 0x0a000000L | (random.nextInt(4) << 8) | random.nextInt(8);
            prefixes.add(new AddressPrefix(Family.IPV4, (address << 32) & AddressPrefix.highMask(length), 0, length));
        }
        return prefixes;
    }

    private static List<AddressPrefix> prefixes(String... texts) {
        return Stream.of(texts).map(AddressPrefix::parse).toList();
    }

    private static boolean allows(AccessList list, String address) throws UnknownHostException {
        return list.allows(InetAddress.getByName(address));
    }
}
