package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.virtuald.conf.ConfDirectory.EXEC;
import static org.virtuald.conf.ConfDirectory.LISTEN;
import static org.virtuald.conf.ConfDirectory.REQUIRED;
import static org.virtuald.conf.ConfDirectory.ROOTS;
import static org.virtuald.conf.ConfDirectory.USER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncludeTest {

    @TempDir
    Path parent;

    private ConfDirectory conf = new ConfDirectory(Path.of("unset"));

    @BeforeEach
    void makeDirectory() {
        conf = new ConfDirectory(parent.resolve("conf"));
    }

    @Test
    void isRelativeToTheFileThatIncludes() {
        conf.write("services/own.conf", EXEC).write("common/user.conf", "include \"more/roots.conf\"\n" + USER);
        conf.write("common/more/roots.conf", ROOTS);
        String text = LISTEN + "include \"own.conf\"\ninclude file(\"../common/user.conf\")\n";
        assertThat(conf.accepted(text).program().user()).hasToString("ftp");
        String absolute = LISTEN + EXEC + "include required(file(\"" + conf.path() + "/common/user.conf\"))\n";
        assertThat(conf.accepted(absolute).program().user()).hasToString("ftp");
    }

    @Test
    void laterLinesOverrideAndNullTakesBack() {
        conf.write("services/common.inc", "backlog = 5\nverbose = true\nenv { A = 1, B = ${user} }\n");
        ServiceConf read =
                conf.accepted("include \"common.inc\"\n" + REQUIRED + "backlog = null\nverbose = false\nenv.C = 3");
        assertThat(read.sockets().backlog()).isEqualTo(OptionalInt.empty());
        assertThat(read.verbose()).isFalse();
        assertThat(read.program().env()).hasToString("{A=1, B=ftp, C=3}");
    }

    @Test
    void errorsNameTheFileTheyAreIn() {
        conf.write("services/common.inc", "\nbacklog = 0\nrots = x\nroots = [\"10.0.0.1\"]\nenv { A = [] }");
        assertThat(conf.refused(LISTEN + EXEC + USER + "\nexec = 1\ninclude \"common.inc\"\nenv { B = 1 }"))
                .containsExactly(
                        "services/ftp.conf:5: exec: expected a list of strings such as [\"in.ftpd\", \"-l\"], found 1",
                        "services/common.inc:2: backlog: expected a whole number from 1 to 2147483647, found 0",
                        "services/common.inc:3: rots: unknown key; did you mean roots?",
                        "services/common.inc:4: roots: \"10.0.0.1\" has no directory; expected ADDRESS DIRECTORY",
                        "services/common.inc:5: env.A: expected a string, found an empty list");
    }

    @Test
    void aValueOfTwoFilesStandsInTheFirst() {
        conf.write("services/one.inc", "\n\npath = [/bin]\nexec = [\"\"]");
        assertThat(conf.refused(REQUIRED + "include \"one.inc\"\npath = ${path} [sbin]\nexec = ${exec} [x]"))
                .containsExactly(
                        "services/ftp.conf:6: path: \"sbin\" is not an absolute directory",
                        "services/one.inc:4: exec: names no program; expected a list of strings such as"
                                + " [\"in.ftpd\", \"-l\"]");
    }

    @Test
    void aSyntaxErrorIsToldBesideOthers() {
        conf.write("services/common.inc", "a = [").write("services/other.inc", "\nb = *");
        assertThat(conf.refused("include \"common.inc\"\ninclude \"other.inc\"\ninclude \"none.inc\"\nnonsense = 1"))
                .containsExactly(
                        "services/ftp.conf:3: cannot include \"none.inc\": no such file",
                        "services/common.inc:1: unexpected end of file in a list; is a ] or a comma missing?",
                        "services/other.inc:2: '*' must stand inside double quotes");
    }

    @Test
    void missingOnesAreToldWithTheirLines() {
        assertThat(conf.refused("""
                        # include "none.inc"
                        env { A = \"""
                        include "none.inc"\""", B = "include \\"none.inc" } // include "none.inc"
                        include "none.inc"
                        env { include "none.inc" }, include
                           file("none.inc")
                        """))
                .containsExactly(
                        "services/ftp.conf:4: cannot include \"none.inc\": no such file",
                        "services/ftp.conf:5: cannot include \"none.inc\": no such file",
                        "services/ftp.conf:6: cannot include \"none.inc\": no such file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            include "../../secret"                 | cannot include "../../secret": it is outside the conf directory
            include "/etc/passwd"                  | cannot include "/etc/passwd": it is outside the conf directory
            include file("/etc/passwd")            | cannot include "/etc/passwd": it is outside the conf directory
            include url("http://localhost/x")      | cannot include "http://localhost/x": only files are included, not url()
            include "http://localhost/x"           | cannot include "http://localhost/x": no such file
            include url("file:/etc/passwd")        | cannot include "file:/etc/passwd": only files are included, not url()
            include classpath("reference.conf")    | cannot include "reference.conf": only files are included, not classpath()
            include "common"                       | cannot include "common": no such file
            include ""                             | cannot include "": is a directory
            include "ftp.conf"                     | cannot include "ftp.conf": it includes itself
            """)
    void refusesInWords(String line, String message) {
        conf.write("common.conf", "").write("../secret", USER);
        assertThat(conf.refused(REQUIRED + line)).containsExactly("services/ftp.conf:5: " + message);
    }

    @Test
    void followsNoLinkOutOfTheDirectory() throws IOException {
        conf.write("services/inside.inc", "verbose = true").write("../secret", USER);
        Files.createSymbolicLink(conf.path().resolve("services/out.inc"), parent.resolve("secret"));
        Files.createSymbolicLink(conf.path().resolve("services/in.inc"), Path.of("inside.inc"));
        assertThat(conf.accepted(REQUIRED + "include \"in.inc\"").verbose()).isTrue();
        assertThat(conf.refused(REQUIRED + "include \"out.inc\""))
                .containsExactly(
                        "services/ftp.conf:5: cannot include \"out.inc\": it is a link out of the conf directory");
    }

    @Test
    void goesRoundInNoCircle() {
        conf.write("services/a.inc", "include \"b.inc\"").write("services/b.inc", "\ninclude \"a.inc\"");
        assertThat(conf.refused("include \"a.inc\""))
                .containsExactly("services/b.inc:2: cannot include \"a.inc\": it includes itself");
    }

    @Test
    void isBoundedInDepth() {
        for (int i = 0; i < 20; i++) {
            conf.write("services/" + i + ".inc", "include \"" + (i + 1) + ".inc\"\n");
        }
        assertThat(conf.refused("include \"0.inc\""))
                .containsExactly("services/15.inc:1: cannot include \"16.inc\": more than 16 deep or 256 in all");
    }

    @Test
    void isBoundedInNumber() {
        for (int i = 0; i < 9; i++) {
            conf.write("services/" + i + ".inc", ("include \"" + (i + 1) + ".inc\"\n").repeat(2));
        }
        conf.write("services/9.inc", "");
        assertThat(conf.refused("include \"0.inc\"")).allMatch(problem -> problem.contains("256 in all"));
    }

    @Test
    void readsThroughTheSameFilesAsTheRest() {
        List<String> read = new ArrayList<>();
        ConfReader reader = new ConfReader(conf.path(), file -> {
            read.add(file.getFileName().toString());
            if (file.endsWith("foreign.inc")) {
                throw new IOException("not owned by root");
            }
            return ConfFiles.plain().read(file);
        });
        conf.write("services/foreign.inc", "").write("services/ftp.conf", "\ninclude \"foreign.inc\"");
        assertThat(conf.refused(reader.service("ftp")))
                .containsExactly("services/ftp.conf:2: cannot include \"foreign.inc\": not owned by root");
        assertThat(read).containsExactly("ftp.conf", "foreign.inc");
    }

    @Test
    void countsInTheDigest() {
        String text = REQUIRED + "include \"a.inc\"\ninclude \"b.inc\"\n";
        conf.write("services/a.inc", "").write("services/b.inc", "#");
        String digest = conf.accepted(text).digest();
        assertThat(conf.accepted(text).digest()).isEqualTo(digest);
        conf.write("services/a.inc", "#").write("services/b.inc", "");
        assertThat(conf.accepted(text).digest()).isNotEqualTo(digest);
        conf.write("services/a.inc", "").write("services/b.inc", "# ");
        assertThat(conf.accepted(text).digest()).isNotEqualTo(digest);
        assertThat(conf.accepted(text + "\n").digest()).isNotEqualTo(digest);
    }

    @Test
    void aLineOfATableInAnIncludedFileHasNoNumber() {
        conf.write("services/table.inc", "roots = [\"10.0.0.1 /a\", \"default /b\", \"::1 /c\"]");
        ServiceConf read = conf.accepted(REQUIRED + "include \"table.inc\"");
        assertThat(conf.problems(conf.reader().roots(read)))
                .containsExactly("services/ftp.conf: warning: never matches: earlier lines cover it");
    }
}
