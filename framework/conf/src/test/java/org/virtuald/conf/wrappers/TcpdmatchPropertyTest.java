package org.virtuald.conf.wrappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.Reading;
import org.virtuald.conf.WrapperFiles;

/**
 * The rules against the real tcpdmatch(8), on random files. Words, addresses and names are few, so that they match each other
 * often enough. Every verdict is asked for with names and without: what was decided without them has to stay.
 */
class TcpdmatchPropertyTest {

    /** An end of a connection, as tcpdmatch takes it and as rules see it. */
    record End(String argument, String address, HostName name) {}

    private static final List<End> CLIENTS = List.of(
            new End("10.0.0.1", "10.0.0.1", new HostName.None()), // without asking for the name that it has
            new End("10.0.1.77", "10.0.1.77", new HostName.None()),
            new End("192.168.7.9", "192.168.7.9", new HostName.None()),
            new End("2001:db8::1", "2001:db8::1", new HostName.None()),
            new End("2001:db8:1::2", "2001:db8:1::2", new HostName.None()),
            new End("a.example.com", "10.0.0.1", new HostName.Known("a.example.com")),
            new End("inner", "10.0.1.2", new HostName.Known("inner")),
            new End("honest.example.org", "10.8.8.8", new HostName.Known("honest.example.org")),
            new End("liar.example.com", "10.9.9.9", new HostName.Disputed()), // the last of its addresses
            new End("six.example.org", "2001:db8::5", new HostName.Known("six.example.org")));

    private static final List<End> SERVERS = List.of(
            new End("127.0.0.1", "127.0.0.1", new HostName.Known("localhost")),
            new End("127.0.0.5", "127.0.0.5", new HostName.Known("server.example.com")),
            new End("10.1.2.3", "10.1.2.3", new HostName.None()),
            new End("::1", "::1", new HostName.None()));

    private static final String DAEMON = "in.ftpd";

    @SuppressWarnings("NullAway.Init") // before the container
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Tcpdmatch tcpdmatch;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("tcpdmatch");
        Files.writeString(folder.resolve("list"), "192.168.7.9\n  10.0.1. .org\n");
        Files.writeString(folder.resolve("lists"), folder.resolve("list") + " [2001:db8:1::]/48\n");
        tcpdmatch = new Tcpdmatch(folder);
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        for (String name :
                List.of("list", "lists", "hosts", "nsswitch.conf", "inetd.conf", "hosts.allow", "hosts.deny")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Tcpdmatch.IsThere.class)
    void decidesAsTcpdmatch(@ForAll("goodFiles") String allow, @ForAll("goodFiles") String deny)
            throws IOException, InterruptedException {
        List<String> differing = new ArrayList<>();
        compare(allow, deny, (question, ours, theirs) -> {
            if (ours != theirs) {
                differing.add(question + ": they say " + theirs);
            }
        });
        assertThat(differing).isEmpty();
    }

    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Tcpdmatch.IsThere.class)
    void letsNobodyInWhomTcpdmatchKeepsOutWhateverTheFilesAre(
            @ForAll("anyFiles") String allow, @ForAll("anyFiles") String deny)
            throws IOException, InterruptedException {
        List<String> open = new ArrayList<>();
        compare(allow, deny, (question, ours, theirs) -> {
            if (ours && !theirs) {
                open.add(question);
            }
        });
        assertThat(open).isEmpty();
    }

    @FunctionalInterface
    private interface Answer {
        void to(String question, boolean ours, boolean theirs);
    }

    private static void compare(String allow, String deny, Answer answer) throws IOException, InterruptedException {
        HostsRules rules = rules(allow, deny);
        List<String> questions = new ArrayList<>();
        List<Boolean> ours = new ArrayList<>();
        for (int i = 0; i < CLIENTS.size(); i++) {
            End server = SERVERS.get((i + allow.length()) % SERVERS.size());
            questions.add(
                    DAEMON + "@" + server.argument() + " " + CLIENTS.get(i).argument());
            ours.add(grants(rules, server, CLIENTS.get(i)));
        }
        List<String> theirs = tcpdmatch.ask(allow, deny, questions);
        for (int i = 0; i < theirs.size(); i++) {
            // delegated: twist puts a command in the place of the service
            answer.to(questions.get(i), ours.get(i), theirs.get(i).equals("granted"));
        }
    }

    private static boolean grants(HostsRules rules, End server, End client) throws UnknownHostException {
        Approach unasked = new Approach(
                DAEMON,
                new InetSocketAddress(InetAddress.getByName(server.address()), 0), // tcpdmatch has no port
                InetAddress.getByName(client.address()));
        HostsVerdict before = rules.decide(unasked);
        HostsVerdict after = rules.decide(unasked.with(server.name(), client.name()));
        assertThat(after).isNotInstanceOf(HostsVerdict.NeedsNames.class);
        if (before instanceof HostsVerdict.NeedsNames needed) {
            assertThat(needed.client() || needed.server()).isTrue();
            HostsVerdict some = rules.decide(unasked.with(
                    needed.server() ? server.name() : new HostName.Unasked(),
                    needed.client() ? client.name() : new HostName.Unasked()));
            if (!(some instanceof HostsVerdict.NeedsNames)) {
                assertThat(some).isEqualTo(after);
            }
        } else {
            assertThat(before).isEqualTo(after);
        }
        HostsVerdict unanswered = rules.decide(unasked.with(new HostName.Unanswered(), new HostName.Unanswered()));
        if (unanswered instanceof HostsVerdict.Granted) {
            assertThat(after).isInstanceOf(HostsVerdict.Granted.class);
        }
        return after instanceof HostsVerdict.Granted;
    }

    private static HostsRules rules(String allow, String deny) {
        WrapperFiles files = new WrapperFiles(Path.of("hosts.allow"), Path.of("hosts.deny"));
        Reading<HostsRules> reading = HostsRules.read(files, file -> switch (file.toString()) {
            case "hosts.allow" -> allow.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            case "hosts.deny" -> deny.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            default -> ConfFiles.plain().read(file);
        });
        return ((Reading.Accepted<HostsRules>) reading).value();
    }

    @Provide
    Arbitrary<String> goodFiles() {
        return files(hosts(), goodOptions());
    }

    @Provide
    Arbitrary<String> anyFiles() {
        Arbitrary<String> hosts = Arbitraries.frequencyOf(Tuple.of(3, hosts()), Tuple.of(1, badHosts()));
        Arbitrary<String> options = Arbitraries.frequencyOf(Tuple.of(3, goodOptions()), Tuple.of(1, badOptions()));
        Arbitrary<String> text = files(hosts, options);
        Arbitrary<String> noise =
                Arbitraries.of(":", " ", "\\", "\n", "\\\n", "#", "\t", "\r\n", "@", "EXCEPT ", "[", "]", "/", "");
        return Combinators.combine(text, noise, Arbitraries.doubles().between(0, 1))
                .as((all, extra, where) -> {
                    int at = (int) (where * all.length());
                    return all.substring(0, at) + extra + all.substring(at);
                });
    }

    private static Arbitrary<String> files(Arbitrary<String> hosts, Arbitrary<String> options) {
        Arbitrary<String> daemon = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of("in.ftpd", "ALL", "IN.FTPD", "in.*", ".ftpd", "in.", "KNOWN")),
                Tuple.of(2, Arbitraries.of("in.telnetd", "ftpd", "21", "LOCAL", "??.telnetd")),
                Tuple.of(
                        2,
                        Combinators.combine(Arbitraries.of("in.ftpd", "ALL", "in.telnetd"), hosts)
                                .as((name, host) -> name + "@" + host)));
        Arbitrary<String> client = Arbitraries.frequencyOf(
                Tuple.of(8, hosts),
                Tuple.of(
                        1,
                        Combinators.combine(Arbitraries.of("ALL", "UNKNOWN", "KNOWN", "root", "*", "unk."), hosts)
                                .as((user, host) -> user + "@" + host)));
        Arbitrary<String> rule = Combinators.combine(
                        list(daemon), list(client), options, Arbitraries.of("", " ", "\t", " \\\n "))
                .as((daemons, clients, option, blank) -> daemons + blank + ":" + blank + clients
                        + (option.isEmpty() ? "" : " :" + blank + option) + "\n");
        Arbitrary<String> other = Arbitraries.of("# a comment: ALL\n", "\n", "  \n", "# continued \\\nALL: ALL\n");
        return Arbitraries.frequencyOf(Tuple.of(8, rule), Tuple.of(1, other))
                .list()
                .ofMaxSize(3)
                .flatMap(lines -> Arbitraries.integers().between(0, 15).map(one -> {
                    String all = String.join("", lines);
                    return one == 0 ? all.stripTrailing() : all; // the last line has no newline then
                }));
    }

    private static Arbitrary<String> list(Arbitrary<String> words) {
        Arbitrary<String> group = Combinators.combine(
                        words.list().ofMinSize(1).ofMaxSize(3), Arbitraries.of(" ", ", ", ",", "\t"))
                .as((some, separator) -> String.join(separator, some));
        return group.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .flatMap(groups -> Arbitraries.of(" EXCEPT ", " except ").map(except -> String.join(except, groups)));
    }

    private static Arbitrary<String> hosts() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("ALL", "LOCAL", "KNOWN", "UNKNOWN", "PARANOID")),
                Tuple.of(
                        6,
                        Arbitraries.of(
                                "10.0.0.1",
                                "10.0.1.2",
                                "10.",
                                "10.0.",
                                "10.0.1.",
                                "10.0.0.0/8",
                                "10.0.0.0/15",
                                "10.0.1.0/24",
                                "10.0.0.0/255.255.0.0",
                                "0.0.0.0/0.0.0.0",
                                "10.0.0.1/32",
                                "10.0.1.0/255.0.255.0",
                                "127.0.0.0/30",
                                "10.*",
                                "10.0.?.*",
                                "1*.?",
                                "*",
                                "2001:db8*".replace(":", "?"),
                                "[2001:db8::1]",
                                "[2001:0DB8:0::5]",
                                "[2001:db8::]/32",
                                "[2001:db8:1::7]/48",
                                "[::]/0",
                                "[::1]")),
                Tuple.of(
                        5,
                        Arbitraries.of(
                                "a.example.com",
                                "A.Example.COM",
                                "localhost",
                                "inner",
                                "liar.example.com",
                                "honest.example.org",
                                ".example.com",
                                ".COM",
                                ".example.org",
                                "*.example.*",
                                "?.example.com",
                                "*e*",
                                "unk*",
                                "six.",
                                ".9",
                                "server.example.com")),
                Tuple.of(
                        1,
                        Arbitraries.of("list", "lists", "nolist")
                                .map(name -> folder.resolve(name).toString())));
    }

    private static Arbitrary<String> badHosts() {
        return Arbitraries.of(
                "10.0.0.1/8",
                "10.0.0/8",
                "10.0.0.0/0",
                "10.0.0.0/33",
                "10.0.0.0/x",
                "010.0.0.1",
                "10.0",
                "10.0.0.1/255.255.255.255",
                "2001:db8::1",
                "[10.0.0.1]",
                "[::ffff:10.0.0.1]",
                "[::ffff:10.0.0.0]/120",
                "[2001:db8::]/129",
                "[2001:db8::]/x",
                "[2001:db8::",
                "@friends",
                "in.ftpd@",
                "x@y@10.0.0.1",
                "[]",
                "/",
                ".",
                "..");
    }

    private static Arbitrary<String> goodOptions() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just("")),
                Tuple.of(
                        4,
                        Arbitraries.of(
                                "allow",
                                "deny",
                                "ALLOW",
                                " deny ",
                                "severity info",
                                "severity = mail.notice : deny",
                                "severity=local3.err:allow",
                                "spawn (echo a\\:b) &",
                                "spawn echo : allow",
                                "keepalive : linger 3 : nice : nice 5 : umask 022 : setenv A b : rfc931 5 : rfc931",
                                "banners /nowhere : deny",
                                "twist /bin/echo no")),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                "allow : deny",
                                "nonsense",
                                "severity",
                                "severity loud",
                                "severity mail.loud",
                                "allow yes",
                                "twist",
                                "twist a : deny",
                                "keepalive on",
                                "umask 999",
                                "linger x",
                                "rfc931 0",
                                "nice x",
                                ":",
                                " : allow",
                                "allow:",
                                "(/bin/echo refused) &")));
    }

    private static Arbitrary<String> badOptions() {
        return Arbitraries.of(
                "user nobody",
                "user nosuch",
                "group nogroup : allow",
                "aclexec /bin/true",
                "aclexec /bin/false : allow");
    }
}
