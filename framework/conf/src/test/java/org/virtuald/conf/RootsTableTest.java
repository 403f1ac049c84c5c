package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtuald.conf.RootsTable.Match;

class RootsTableTest {

    @Test
    void answersAsTheFirstVirtualdDid() {
        RootsTable table = table("""
                # customers
                10.10.10.129 /virtual/domain1.com

                10.10.10.130 /virtual/domain2.com
                default /
                """);
        assertThat(lookup(table, "10.10.10.129")).isEqualTo(new Match.Root("/virtual/domain1.com", 2));
        assertThat(lookup(table, "10.10.10.130")).isEqualTo(new Match.Root("/virtual/domain2.com", 4));
        assertThat(lookup(table, "127.0.0.1")).isEqualTo(new Match.Root("/", 5));
        assertThat(lookup(table, "::1")).isEqualTo(new Match.Root("/", 5));
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.directories()).containsExactly("/virtual/domain1.com", "/virtual/domain2.com", "/");
    }

    @Test
    void answersAbsentWhenNoLineMatches() {
        assertThat(lookup(table("10.0.0.1 /a"), "10.0.0.2")).isEqualTo(new Match.Absent());
        assertThat(lookup(table("0.0.0.0/0 /a"), "::1")).isEqualTo(new Match.Absent());
    }

    @Test
    void theFirstLineThatMatchesWins() {
        RootsTable table = table("10.0.0.1 /one\n10.0.0.0/24 /net\n10.0.0.0/8 -\n2001:db8::/32 /six\n");
        assertThat(lookup(table, "10.0.0.1")).isEqualTo(new Match.Root("/one", 1));
        assertThat(lookup(table, "10.0.0.2")).isEqualTo(new Match.Root("/net", 2));
        assertThat(lookup(table, "10.0.1.2")).isEqualTo(new Match.Refused(3));
        assertThat(lookup(table, "2001:db8:1::1")).isEqualTo(new Match.Root("/six", 4));
        assertThat(table.directories()).containsExactly("/one", "/net", "/six");
    }

    @Test
    void defaultMatchesWhereItStands() {
        Reading<RootsTable> reading = RootsTable.parse("t", "10.0.0.1 /a\ndefault -\n10.0.0.2 /b\ndefault /c\n");
        assertThat(reading.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "t:3: warning: never matches: line 2 covers it",
                        "t:4: warning: never matches: line 2 covers it");
        RootsTable table = ((Reading.Accepted<RootsTable>) reading).value();
        assertThat(lookup(table, "10.0.0.1")).isEqualTo(new Match.Root("/a", 1));
        assertThat(lookup(table, "10.0.0.2")).isEqualTo(new Match.Refused(2));
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void mappedAddressesAreIpv4() {
        RootsTable table = table("::ffff:10.0.0.1 /a\n10.0.0.2 /b\n::ffff:10.1.0.0/112 /c\n");
        assertThat(lookup(table, "10.0.0.1")).isEqualTo(new Match.Root("/a", 1));
        assertThat(lookup(table, "10.1.2.3")).isEqualTo(new Match.Root("/c", 3));
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 2};
        assertThat(table.lookup(mapped)).isEqualTo(new Match.Root("/b", 2));
        assertThatIllegalArgumentException().isThrownBy(() -> table.lookup(new byte[3]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1 /a b",
                "10.0.0.1 /a b\n",
                "10.0.0.1 /a b\r\n",
                "10.0.0.1\t/a b \t",
                " \t10.0.0.1 \t  /a b\n\n",
                "\uFEFF10.0.0.1 /a b",
                "\r\n  # note\r\n#\r\n10.0.0.1 /a b",
            })
    void readsBlanksAsAPersonDoes(String text) {
        assertThat(lookup(table(text), "10.0.0.1")).extracting("directory").isEqualTo("/a b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            10.0.0.1               | "10.0.0.1" has no directory; expected ADDRESS DIRECTORY
            default                | "default" has no directory; expected ADDRESS DIRECTORY
            DEFAULT /              | "DEFAULT" is not an IPv4 or IPv6 address
            www.example.org /a     | "www.example.org" is not an IPv4 or IPv6 address
            10.0.0.01 /a           | "10.0.0.01" is not an IPv4 or IPv6 address
            10.0.0.1/24 /a         | "10.0.0.1/24" has bits set beyond its first 24; write 10.0.0.0/24
            10.0.0.1 a             | directory "a" is not absolute; expected a path from /, or - to refuse
            10.0.0.1 - # none      | directory "- # none" is not absolute; expected a path from /, or - to refuse
            10.0.0.1 /a/../b       | directory "/a/../b" goes up with ..
            10.0.0.1 /..           | directory "/.." goes up with ..
            10.0.0.1 /a\\0b        | directory "/a\\u0000b" holds a control character
            10.0.0.1 /a\\rb        | directory "/a\\rb" holds a control character
            """)
    void refusesInWords(String line, String message) {
        String text = "# first\n" + line.replace("\\0", "\0").replace("\\r", "\r") + "\n10.0.0.9 /z\n";
        assertThat(RootsTable.parse("conf/roots/ftp", text))
                .isEqualTo(new Reading.Rejected<>(
                        List.of(new Problem(Problem.Severity.ERROR, "conf/roots/ftp", 2, message))));
    }

    @Test
    void acceptsDotsThatGoNowhere() {
        assertThat(table("10.0.0.1 /a..b/...\n10.0.0.2 /./..c").size()).isEqualTo(2);
    }

    @Test
    void reportsAHundredErrorsAndCountsTheRest() {
        List<Problem> problems = RootsTable.parse("t", "x\n".repeat(250)).problems();
        assertThat(problems).hasSize(101);
        assertThat(problems.get(99)).hasToString("t:100: \"x\" has no directory; expected ADDRESS DIRECTORY");
        assertThat(problems.get(100)).hasToString("t: and 150 more errors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n"})
    void warnsOfAnEmptyTable(String text) {
        Reading<RootsTable> reading = RootsTable.parse("t", text);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        assertThat(reading.problems())
                .extracting(Problem::toString)
                .containsExactly("t: warning: matches no address: every connection is refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.1 /a,10.0.0.1 /b                           | line 1 covers it
            10.0.0.0/8 /a,10.0.0.1 /b                         | line 1 covers it
            10.0.0.0/9 /a,10.128.0.0/9 /b,10.0.0.0/8 /c       | earlier lines cover it
            10.0.0.0/9 /a,10.128.0.0/9 /b,10.1.0.0/16 /c      | line 1 covers it
            10.0.0.1 /a,::ffff:10.0.0.1 /b                    | line 1 covers it
            0.0.0.0/0 /a,::/1 /b,8000::/1 /c,default /d       | earlier lines cover it
            default /a,::1 /b                                 | line 1 covers it
            """)
    void warnsOfALineThatNeverMatches(String lines, String message) {
        List<Problem> problems = RootsTable.parse("t", lines.replace(',', '\n')).problems();
        assertThat(problems).singleElement().extracting(Problem::message).isEqualTo("never matches: " + message);
    }

    @Test
    void warnsOfWhatLooksLikeAComment() {
        assertThat(RootsTable.parse("t", "10.0.0.1 /a # mine\n10.0.0.2 /a#b\n").problems())
                .extracting(Problem::toString)
                .containsExactly("t:1: warning: directory \"/a # mine\" holds #: only a whole line is a comment");
    }

    @Test
    void probesOncePerPrefixLengthHoweverManyLines() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + " /virtual/" + i + "\n");
        }
        RootsTable table = table(text + "10.0.0.0/8 -\n2001:db8::/32 /six\n");
        assertThat(table.probes(AddressPrefix.Family.IPV4)).isEqualTo(2);
        assertThat(table.probes(AddressPrefix.Family.IPV6)).isEqualTo(1);
        assertThat(table.size()).isEqualTo(100_002);
        assertThat(lookup(table, "10.1.134.159")).isEqualTo(new Match.Root("/virtual/99999", 100_000));
        assertThat(lookup(table, "10.1.134.160")).isEqualTo(new Match.Refused(100_001));
    }

    private static RootsTable table(String text) {
        Reading<RootsTable> reading = RootsTable.parse("t", text);
        assertThat(reading.problems()).isEmpty();
        return ((Reading.Accepted<RootsTable>) reading).value();
    }

    private static Match lookup(RootsTable table, String address) {
        try {
            return table.lookup(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
