package org.virtuald.conf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.virtuald.conf.ConfDirectory.REQUIRED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfReaderTest {

    @TempDir
    Path path;

    @Test
    void readsTheNameTheFileAndNothingTwice() {
        ServiceConf conf = directory().accepted(REQUIRED);
        assertThat(conf.name()).isEqualTo("ftp");
        assertThat(conf.file()).isEqualTo(path.resolve("services/ftp.conf"));
        assertThat(conf.digest())
                .matches("[0-9a-f]{64}")
                .isEqualTo(directory().accepted(REQUIRED).digest());
    }

    @Test
    void reportsEveryErrorOfAFileInTheOrderOfItsLines() {
        assertThat(directory().refused("""
                        lisen = ["*:21"]
                        exec = "cat"
                        roots = [
                          "10.0.0.300 /a"
                          "10.0.0.1 b"
                        ]
                        env { PATH = x
                          "1" = y }
                        backlog = ${nowhere}
                        """))
                .containsExactly(
                        "services/ftp.conf: listen: missing: the addresses and ports that connections come in on",
                        "services/ftp.conf: user: missing: who the program runs as, name or name:group",
                        "services/ftp.conf:1: lisen: unknown key; did you mean listen?",
                        "services/ftp.conf:2: exec: expected a list of strings such as [\"in.ftpd\", \"-l\"], found \"cat\"",
                        "services/ftp.conf:4: roots: \"10.0.0.300\" is not an IPv4 or IPv6 address",
                        "services/ftp.conf:5: roots: directory \"b\" is not absolute; expected a path from /, or - to refuse",
                        "services/ftp.conf:7: env.PATH: PATH is made of the key path",
                        "services/ftp.conf:8: env.1: not a name for a variable; expected letters, digits and underscores",
                        "services/ftp.conf:9: backlog: ${nowhere} is set nowhere in this conf;"
                                + " the environment is not consulted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a = *:21          | 1 | '*' must stand inside double quotes
            a = "x\\nb = 1    | 1 | a quoted string does not end on its line
            a = "x            | 1 | a quoted string does not end
            a = \"""x\\n      | 2 | a ""\" string does not end
            a = "\\q"         | 1 | \\ before 'q' is no escape; write \\\\ for a backslash
            a = "\\t"         | 1 | a quoted string holds a bare tab; write it as \\t or \\uXXXX
            a = +5            | 1 | '+' must stand inside double quotes
            user root         | 1 | key 'user root' has no value; expected = after it
            a = [1\\nb = 2    | 2 | unexpected '=' in a list; is a ] or a comma missing?
            a = [1            | 1 | unexpected end of file in a list; is a ] or a comma missing?
            a { b = 1\\n\\n   | 3 | unexpected end of file; is a } missing?
            = 1               | 1 | unexpected '='
            a =               | 1 | unexpected end of file
            a = ::1           | 1 | unexpected ':'
            a = ${a}          | 1 | references go round in a circle: ${a}, ${a}
            [1]               | 1 | expected keys and their values, found a list
            a = 1\\n}        | 2 | a } closes nothing
            {a = 1} b         | 1 | unexpected text after the closing bracket of the file
            a = {} "x"        | 1 | text, lists and objects cannot be joined with each other
            a = ${b           | 1 | a ${ is not closed with }
            *a = 1            | 1 | '*' must stand inside double quotes
            include file(x)   | 1 | expected a file name in double quotes after include
            include x         | 1 | expected a file name in double quotes after include
            include package("x") | 1 | expected a file name in double quotes after include
            """)
    void explainsSyntax(String text, int line, String message) {
        String unescaped = text.replace("\\n", "\n").replace("\\t", "\t");
        assertThat(directory().refused(unescaped)).containsExactly("services/ftp.conf:" + line + ": " + message);
    }

    @Test
    void survivesBracketsWithoutEnd() {
        assertThat(directory().refused("a = " + "[".repeat(500_000)))
                .containsExactly("services/ftp.conf: brackets are nested too deeply");
    }

    @Test
    void anEscapeThatIsNoCharacterIsAnError() {
        assertThat(directory().refused("listen = \"b\\u-0e9\""))
                .containsExactly(
                        "services/ftp.conf: an escape sequence is wrong: Not a valid Unicode code point: 0xFFFFFF17");
    }

    @Test
    void refersToItsOwnKeysOnly() {
        assertThat(directory()
                        .accepted(REQUIRED + "env { A = ${user}, B = ${?HOME} }")
                        .program()
                        .env())
                .containsExactly(java.util.Map.entry("A", "ftp"));
        assertThat(directory().refused(REQUIRED + "env { A = ${java.version}, B = a${HOME} }\nenv = ${PATH} { C = 1 }"))
                .containsExactly("services/ftp.conf:5: env: ${java.version} is set nowhere in this conf;"
                        + " the environment is not consulted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".ftp", "-ftp", "a/b", "../x", "a b", "a\0b", "ü"})
    void refusesANameThatIsNoServiceName(String name) {
        assertThat(directory().refused(directory().reader().service(name)))
                .containsExactly("services: " + Quoted.of(name)
                        + " is no name for a service; expected 1 to 64 letters, digits, and _ . - within");
    }

    @Test
    void boundsTheLengthOfAName() {
        directory().write("services/" + "a".repeat(64) + ".conf", REQUIRED);
        assertThat(directory().reader().service("a".repeat(64))).isInstanceOf(Reading.Accepted.class);
        assertThat(directory().reader().service("a".repeat(65))).isInstanceOf(Reading.Rejected.class);
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        assertThat(directory().refused(directory().reader().service("none")))
                .containsExactly("services/none.conf: no such file");
        Files.createDirectories(path.resolve("services/dir.conf"));
        assertThat(directory().refused(directory().reader().service("dir")))
                .containsExactly("services/dir.conf: is a directory");
        assertThat(directory().refused("#".repeat(1024 * 1024 + 1)))
                .containsExactly("services/ftp.conf: larger than 1024 KiB");
        ConfReader refusing = new ConfReader(path, file -> {
            throw new IOException("not owned by root");
        });
        assertThat(directory().refused(refusing.service("ftp")))
                .containsExactly("services/ftp.conf: not owned by root");
    }

    @Test
    void readsUtf8AndNothingElse() {
        assertThat(directory()
                        .accepted("\uFEFF" + REQUIRED + "env { A = \"Grüße \uFFFD\" }")
                        .program()
                        .env())
                .containsValue("Grüße \uFFFD");
        directory().write("services/ftp.conf", (REQUIRED + "# Grüße").getBytes(ISO_8859_1));
        assertThat(directory().refused(directory().reader().service("ftp")))
                .containsExactly("services/ftp.conf:5: not UTF-8 text");
    }

    @Test
    void looksUpPortsInEtcServices() {
        ConfReader reader = withServices("ftp 21/tcp\nsite 4242/tcp # ours\n");
        directory().write("services/ftp.conf", REQUIRED + "listen = [\"*:ftp\", \"*:site\"]");
        assertThat(directory().value(reader.service("ftp")).listen()).hasToString("[*:21, *:4242]");
        directory().write("services/ftp.conf", REQUIRED + "listen = \"*:nowhere\"");
        assertThat(directory().refused(reader.service("ftp")))
                .containsExactly(
                        "services/ftp.conf:5: listen: port \"nowhere\" is no number and no TCP service in /etc/services");
    }

    @Test
    void countsEtcServicesInTheDigestWhenItMatters() {
        directory().write("services/ftp.conf", REQUIRED + "listen = \"*:site\"");
        String digest =
                directory().value(withServices("site 1/tcp").service("ftp")).digest();
        assertThat(directory().value(withServices("site 2/tcp").service("ftp")).digest())
                .isNotEqualTo(digest);
        directory().write("services/ftp.conf", REQUIRED);
        digest = directory().value(withServices("site 1/tcp").service("ftp")).digest();
        assertThat(directory().value(withServices("site 2/tcp").service("ftp")).digest())
                .isEqualTo(digest);
    }

    @Test
    void readsTheRootsTableThatIsNamed() {
        directory().write("roots/ftp", "10.0.0.1 /a\n");
        RootsTable table =
                directory().value(directory().reader().roots(directory().accepted(REQUIRED)));
        assertThat(table.directories()).containsExactly("/a");
    }

    @Test
    void readsTheRootsTableInPlaceWithItsLines() {
        ServiceConf conf = directory().accepted(REQUIRED + "roots = [\"10.0.0.1 /a\",\n\"default /b\"\n\"::1 /c\"]");
        Reading<RootsTable> reading = directory().reader().roots(conf);
        assertThat(directory().problems(reading))
                .containsExactly("services/ftp.conf:7: warning: never matches: line 6 covers it");
    }

    @Test
    void saysWhyARootsTableCannotBeRead() {
        ServiceConf conf = directory().accepted(REQUIRED);
        assertThat(directory().refused(directory().reader().roots(conf)))
                .containsExactly("roots/ftp: no such file; it is the roots table of service ftp");
        directory().write("roots/ftp", "10.0.0.1 /ü\n10.0.0.2 /ü\n".getBytes(ISO_8859_1));
        assertThat(directory().refused(directory().reader().roots(conf)))
                .containsExactly("roots/ftp:1: not UTF-8 text");
    }

    private ConfReader withServices(String services) {
        return new ConfReader(
                path,
                file -> file.equals(Path.of("/etc/services"))
                        ? services.getBytes(ISO_8859_1)
                        : ConfFiles.plain().read(file));
    }

    private ConfDirectory directory() {
        return new ConfDirectory(path);
    }
}
