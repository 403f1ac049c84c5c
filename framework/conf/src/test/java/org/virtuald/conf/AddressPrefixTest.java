package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtuald.conf.AddressPrefix.Family;

class AddressPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255/32, 255.255.255.255",
        "10.0.0.0/8, 10.0.0.0/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "::, ::",
        "::/0, ::/0",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::/32, 2001:db8::/32",
        "2001:0db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::ffff:a00:1, 10.0.0.1",
        "0:0:0:0:0:ffff:10.0.0.0/104, 10.0.0.0/8",
        "::ffff:0:0/96, 0.0.0.0/0",
        "::10.0.0.1, ::a00:1",
    })
    void hasACanonicalForm(String text, String canonical) {
        AddressPrefix prefix = AddressPrefix.parse(text);
        assertThat(prefix).hasToString(canonical).isEqualTo(AddressPrefix.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "1..2.3",
                "1.2.3.",
                "-1.2.3.4",
                "+1.2.3.4",
                "0x1.2.3.4",
                "١.2.3.4",
                ":",
                ":::",
                "1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8:",
                "::12345",
                "::g",
                "::1.2.3",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1:2:3:4:5:6:7:8",
                "localhost",
                "default",
                "*"
            })
    void isNothingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressPrefix.parse(text))
                .withMessage(Quoted.of(text) + " is not an IPv4 or IPv6 address");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.0/33      | "10.0.0.0/33" has no prefix length from 0 to 32 after its slash
            10.0.0.0/        | "10.0.0.0/" has no prefix length from 0 to 32 after its slash
            10.0.0.0/08      | "10.0.0.0/08" has no prefix length from 0 to 32 after its slash
            10.0.0.0/-1      | "10.0.0.0/-1" has no prefix length from 0 to 32 after its slash
            10.0.0.0/8/8     | "10.0.0.0/8/8" has no prefix length from 0 to 32 after its slash
            ::/129           | "::/129" has no prefix length from 0 to 128 after its slash
            10.0.0.1/8       | "10.0.0.1/8" has bits set beyond its first 8; write 10.0.0.0/8
            10.0.0.1/0       | "10.0.0.1/0" has bits set beyond its first 0; write 0.0.0.0/0
            2001:db8::1/32   | "2001:db8::1/32" has bits set beyond its first 32; write 2001:db8::/32
            2001:db8::1/127  | "2001:db8::1/127" has bits set beyond its first 127; write 2001:db8::/127
            fe80::1%eth0     | "fe80::1%eth0" has a zone; addresses with a zone are not supported
            """)
    void saysWhatIsWrong(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressPrefix.parse(text))
                .withMessage(message);
    }

    @Test
    void holdsAddressesOfItsFamilyOnly() throws UnknownHostException {
        AddressPrefix all = AddressPrefix.parse("::/0");
        assertThat(all.contains(InetAddress.getByName("2001:db8::1"))).isTrue();
        assertThat(all.contains(InetAddress.getByName("10.0.0.1"))).isFalse();
        AddressPrefix ten = AddressPrefix.parse("10.0.0.0/8");
        assertThat(ten.contains(InetAddress.getByName("10.255.255.255"))).isTrue();
        assertThat(ten.contains(InetAddress.getByName("11.0.0.0"))).isFalse();
        assertThat(ten.contains(AddressPrefix.parse("10.0.0.0/9"))).isTrue();
        assertThat(ten.contains(AddressPrefix.parse("10.0.0.0/7"))).isFalse();
    }

    @Test
    void checksItsComponents() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AddressPrefix(Family.IPV4, 0, 0, 33));
        assertThatIllegalArgumentException().isThrownBy(() -> new AddressPrefix(Family.IPV4, 1, 0, 32));
        assertThatIllegalArgumentException().isThrownBy(() -> new AddressPrefix(Family.IPV6, 0, 1, 127));
        assertThatIllegalArgumentException().isThrownBy(() -> AddressPrefix.of(new byte[5]));
    }

    @Property
    void readsWhatJavaWrites(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(bytes);
        assertThat(AddressPrefix.parse(address.getHostAddress())).isEqualTo(AddressPrefix.of(address));
    }

    @Property
    void readsWhatItWrites(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
        for (int group = 0; group < 16; group += 2) {
            if (bytes[group] >= 0) {
                bytes[group] = 0;
                bytes[group + 1] = 0;
            }
        }
        String text = AddressPrefix.of(bytes).toString();
        assertThat(AddressPrefix.parse(text)).isEqualTo(AddressPrefix.of(bytes));
        assertThat(InetAddress.getByName(text)).isEqualTo(InetAddress.getByAddress(bytes));
    }

    @Property
    void readsAnyTextOrSaysWhyNot(@ForAll String text) {
        try {
            assertThat(AddressPrefix.parse(text)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("\"");
        }
    }
}
