package org.virtuald.conf.wrappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.WrapperFiles;

/** What rules say; that they say what the real tcpdmatch says is another test's. */
class HostsRulesTest {
    private static final WrapperFiles FILES = new WrapperFiles(Path.of("allow"), Path.of("deny"));
    private static final HostsVerdict GRANTED = new HostsVerdict.Granted();

    private final Map<String, String> files = new HashMap<>();

    @Test
    void absentFilesGrant() throws Exception {
        assertThat(read().problems()).isEmpty();
        assertThat(rules().decide(approach("10.0.0.1"))).isEqualTo(GRANTED);
        assertThat(HostsRules.none()).isEqualTo(rules());
    }

    @Test
    void theFirstMatchOfAllowGrantsThenTheFirstOfDenyRefuses() throws Exception {
        files.put("allow", "# who may\nd: 10.0.0.\n");
        files.put("deny", "other: ALL\nd@127.0.0.2: 192.168.0.0/16\n\nd: ALL EXCEPT 192.168.\n");

        assertThat(rules().decide(approach("10.0.0.1"))).isEqualTo(GRANTED);
        assertThat(rules().decide(approach("10.0.1.1"))).isEqualTo(new HostsVerdict.Refused("deny:4", true));
        assertThat(rules().decide(approach("192.168.1.1"))).isEqualTo(GRANTED);
        assertThat(rules().decide(new Approach("d", at("127.0.0.2", 21), InetAddress.getByName("192.168.1.1"))))
                .isEqualTo(new HostsVerdict.Refused("deny:2", true));
    }

    @Test
    void aDaemonCanBeTheLocalPort() throws Exception {
        files.put("deny", "21@127.0.0.1: ALL\n");
        assertThat(rules().decide(approach("10.0.0.1"))).isEqualTo(new HostsVerdict.Refused("deny:1", true));
        assertThat(rules().decide(new Approach("d", at("127.0.0.1", 22), InetAddress.getByName("10.0.0.1"))))
                .isEqualTo(GRANTED);
    }

    @Test
    void asksForNoNameThatDecidesNothing() throws Exception {
        files.put("allow", "d: .example.com 10.0.0.1\nd: 10.0.0.2 EXCEPT .example.com\n");
        files.put("deny", "other: .example.com\nd@server.example.com: 10.0.0.4\nd: PARANOID 10.0.0.5\n");

        assertThat(rules().decide(approach("10.0.0.1"))).isEqualTo(GRANTED);
        assertThat(rules().decide(approach("10.0.0.2"))).isEqualTo(new HostsVerdict.NeedsNames(true, false));
        Approach named = approach("10.0.0.4").with(new HostName.Unasked(), new HostName.None());
        assertThat(rules().decide(named)).isEqualTo(new HostsVerdict.NeedsNames(false, true));
        Approach other = approach("10.0.0.5").with(new HostName.Unasked(), new HostName.Known("a.example.org"));
        assertThat(rules().decide(other)).isEqualTo(new HostsVerdict.Refused("deny:3", true));
    }

    /** A name that nobody tells lets nobody in, and keeps out whom it could keep out, whichever way the rule is written. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            d: .example.com              | d: ALL            | deny:1
            d: ALL EXCEPT .example.com   | d: ALL            | deny:1
            d: KNOWN                     | ALL: ALL          | deny:1
            x: ALL                       | d: .example.com   | deny:1
            x: ALL                       | d: PARANOID       | deny:1
            x: ALL                       | d: UNKNOWN        | deny:1
            x: ALL                       | d: ALL EXCEPT .example.com | deny:1
            x: ALL                       | d@LOCAL: 10.      | deny:1
            d: .example.com: deny        | x: ALL            | allow:1
            d: LOCAL: severity loud      | x: ALL            | allow:1
            x: ALL                       | d: .example.com: allow | granted
            """)
    void aNameThatNobodyTellsIsNotInFavourOfTheClient(String allow, String deny, String by) throws Exception {
        files.put("allow", allow + "\n");
        files.put("deny", deny + "\n");
        HostsVerdict verdict =
                rules().decide(approach("10.0.0.1").with(new HostName.Unanswered(), new HostName.Unanswered()));
        boolean certain = deny.equals("d: ALL") || deny.equals("ALL: ALL");
        assertThat(verdict).isEqualTo(by.equals("granted") ? GRANTED : new HostsVerdict.Refused(by, certain));
    }

    /** What is wrong in a line, and whether the client gets in that it means, with that line in each of the files. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            d: 10.0.0/8          | "10.0.0/8" is no network; expected such as 10.0.0.0/8 or 10.0.0.0/255.0.0.0; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | refused
            d: 10.0.0.1/8        | "10.0.0.1/8" has bits set beyond its mask; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | refused
            d: 11.0.0.1/8        | "11.0.0.1/8" has bits set beyond its mask; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | granted
            d: 10.0.0            | "10.0.0" is no address; expected all four numbers, or a dot at the end; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | refused
            d: [::ffff:10.0.0.1] | "[::ffff:10.0.0.1]" has no IPv6 address in its brackets; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | refused
            d: [2001:db8::]/129  | "[2001:db8::]/129" has no length from 0 to 128; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | refused
            d: [2001:db8::]/8x   | "[2001:db8::]/8x" has no length from 0 to 128; tcp_wrappers take it for /8: it lets nobody in, and keeps out whom it may mean | granted
            d: @friends          | "@friends" is a netgroup, and these are not asked; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | refused
            d: /nowhere          | /nowhere: no such file; it counts as empty | granted
            d: /secret           | /secret: permission denied; tcp_wrappers never match that: it lets nobody in, and keeps out whom it may mean | refused
            d:                   | names no client; it never matches | granted
            : ALL                | names no daemon; it never matches | granted
            d: ALL: twist cat    | twist is not run: the rule refuses | refused
            d: ALL: aclexec /bin/true | aclexec is not run: the rule refuses | refused
            d: ALL: user nobody  | user is not obeyed, for who the program is stands in the conf: the rule refuses | refused
            d: ALL: (echo) &     | "(echo)" is no option: the rule refuses | refused
            d: ALL: umask 999    | option umask: "999" is no value for it: the rule refuses | refused
            d: ALL: allow: deny  | option allow: must be the last one: the rule refuses | refused
            d: ALL:              | an option has no name: the rule refuses | refused
            """)
    void saysWhatIsWrongAndLetsNobodyInByIt(String line, String message, String inDeny) throws Exception {
        files.put("deny", line + "\n");
        assertThat(read().problems()).extracting(Problem::toString).containsExactly("deny:1: warning: " + message);
        assertThat(verdict("10.0.0.1")).isEqualTo(inDeny);

        files.put("allow", line + "\n");
        files.put("deny", "ALL: ALL\n");
        assertThat(verdict("10.0.0.1")).isEqualTo("refused");
    }

    /** The numbers are read as atoi(3) reads them, and what is none is 0: whoever is meant must not get in by another line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [2001:db8::]/x            | refused
            [2001:db8::]/             | refused
            [2001:db8::]/32x          | granted
            [2001:db8::]/+8           | refused
            [2001:db8::]/4294967304   | refused
            [2001:db8::]/4294967328   | granted
            [2001:db8::]/-1           | granted
            [2001:db8::]/99999999999999999999 | granted
            [::ffff:10.0.0.0]/x       | refused
            [::ffff:10.0.0.0]/104     | granted
            """)
    void anOddLengthKeepsOutWhomTcpWrappersKeepOutByIt(String pattern, String verdict) throws Exception {
        files.put("allow", "d: " + pattern + ": user nobody\n");
        assertThat(verdict("2001:dead::1")).isEqualTo(verdict);
    }

    @Test
    void whatIsNotRunDoesNotChangeTheVerdict() throws Exception {
        files.put("allow", "d: 10.0.0.1: spawn (mail root) & : allow\nd: 10.0.0.2: nice 5: banners /b\n");
        files.put("deny", "ALL: ALL: severity mail.info\n");
        assertThat(read().problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "allow:1: warning: spawn is not run; the rule holds without it",
                        "allow:2: warning: nice has no effect; the rule holds without it",
                        "allow:2: warning: banners has no effect; the rule holds without it");
        assertThat(List.of(verdict("10.0.0.1"), verdict("10.0.0.2"), verdict("10.0.0.3")))
                .containsExactly("granted", "granted", "refused");
    }

    @Test
    void aLineWithoutItsNewlineGrantsNothingAndRefusesEverybody() throws Exception {
        files.put("allow", "x: ALL\nd: ALL");
        assertThat(read().problems())
                .extracting(Problem::toString)
                .containsExactly("allow:2: warning: has no newline at its end: it and all that follows is left out");
        files.put("deny", "x: ALL\ny: ALL");
        assertThat(rules().decide(approach("10.0.0.1"))).isEqualTo(new HostsVerdict.Refused("deny:2", true));
        files.put("deny", "x: " + "a ".repeat(1100) + "\n");
        assertThat(rules().decide(approach("10.0.0.1"))).isEqualTo(new HostsVerdict.Refused("deny:1", true));
    }

    @Test
    void aLineWithoutAColonIsLeftOutOfAllowAndHoldsForAllClientsInDeny() throws Exception {
        files.put("allow", "d 10.0.0.1\n");
        files.put("deny", "x y\nd\n");
        assertThat(read().problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "allow:1: warning: no colon; expected DAEMONS : CLIENTS; it is left out",
                        "deny:1: warning: no colon; expected DAEMONS : CLIENTS; it counts for all clients",
                        "deny:2: warning: no colon; expected DAEMONS : CLIENTS; it counts for all clients");
        assertThat(rules().decide(approach("10.0.0.1"))).isEqualTo(new HostsVerdict.Refused("deny:2", true));
    }

    @Test
    void aFileThatCannotBeReadIsAnError() {
        files.put("deny", "ALL: ALL\n");
        Reading<HostsRules> reading =
                HostsRules.read(new WrapperFiles(Path.of("/secret"), Path.of("deny")), this::bytes);
        assertThat(reading).isInstanceOf(Reading.Rejected.class);
        assertThat(reading.problems())
                .extracting(Problem::toString)
                .containsExactly("/secret: permission denied; services ask it by tcp-wrappers");
    }

    @Test
    void filesThatNameEachOtherComeToAnEnd() throws Exception {
        files.put("/a", "/b 10.0.0.1");
        files.put("/b", "/a");
        files.put("allow", "d: /a\n");
        files.put("deny", "ALL: ALL\n");
        assertThat(verdict("10.0.0.1")).isEqualTo("granted");
        assertThat(verdict("10.0.0.2")).isEqualTo("refused");
        assertThat(read().problems().get(0).message()).contains("is the 9th file that is named by another");
    }

    @Test
    void aListOfAnyLengthIsRead() throws Exception {
        files.put("/long", "10.0.0.1 ".repeat(100_000));
        files.put("deny", "d: ALL" + " EXCEPT ALL".repeat(180) + "\nd: /long\n");
        assertThat(verdict("10.0.0.1")).isEqualTo("refused");
    }

    private String verdict(String client) throws Exception {
        HostsVerdict verdict = rules().decide(approach(client).with(new HostName.None(), new HostName.None()));
        return verdict.equals(GRANTED) ? "granted" : "refused";
    }

    private static Approach approach(String client) throws Exception {
        return new Approach("d", at("127.0.0.1", 21), InetAddress.getByName(client));
    }

    private static InetSocketAddress at(String address, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    private HostsRules rules() {
        return ((Reading.Accepted<HostsRules>) read()).value();
    }

    private Reading<HostsRules> read() {
        return HostsRules.read(FILES, this::bytes);
    }

    private byte[] bytes(Path file) throws java.io.IOException {
        if (file.toString().equals("/secret")) {
            throw new AccessDeniedException("/secret");
        }
        String text = files.get(file.toString());
        if (text == null) {
            throw new NoSuchFileException(file.toString());
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
