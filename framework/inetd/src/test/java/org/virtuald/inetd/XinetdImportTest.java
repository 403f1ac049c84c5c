package org.virtuald.inetd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class XinetdImportTest {

    @TempDir
    private Path directory;

    private Imported imported(String content) throws IOException {
        Path file = directory.resolve("xinetd.conf");
        Files.writeString(file, content);
        return XinetdImport.read(List.of(file), false);
    }

    private String service(String attributes) throws IOException {
        Map<String, String> files = imported(
                        "service s\n{\nsocket_type = stream\nwait = no\nuser = u\n" + attributes + "\n}\n")
                .files();
        return Objects.requireNonNull(files.get("services/s.conf"), files::toString);
    }

    private List<String> remarks(String attributes) throws IOException {
        return imported("service s\n{\nserver = /bin/s\nuser = u\n" + attributes + "\n}\n").remarks().stream()
                .map(Remark::text)
                .toList();
    }

    @Test
    void anEntryBecomesAConf() throws IOException {
        assertThat(imported("""
                # default: off
                # description: files
                service ftp
                {
                    socket_type = stream
                    wait        = no
                    user        = root
                    server      = /usr/etc/in.ftpd
                    server_args = -l -a
                    # not too many
                    instances   = 4
                    nice        = 10
                    access_times = 2:00-8:59 12:00-23:59
                }
                """).files().get("services/ftp.conf")).isEqualTo("""
                # default: off
                # description: files
                listen       = ["*:ftp"]
                exec         = ["/usr/etc/in.ftpd", "-l", "-a"]
                argv0        = "in.ftpd"
                roots        = ["default /"]
                user         = "root"
                groups       = []
                # not too many
                max-programs = 4
                nice         = 10
                access-times = ["02:00-09:00", "12:00-24:00"]
                """);
    }

    @Test
    void chrootBecomesARoot() throws IOException {
        assertThat(
                        service(
                                "server = /usr/sbin/chroot\n"
                                        + "server_args = --userspec=1000:1000 /home/ctf ./prog\nport = 9999\nper_source = 10\nrlimit_cpu = 20"))
                .isEqualTo("""
                        listen                  = ["*:9999"]
                        exec                    = ["/prog"]
                        argv0                   = "./prog"
                        roots                   = ["default /home/ctf"]
                        user                    = "1000:1000"
                        groups                  = []
                        max-programs-per-source = 10
                        limits                  = { "cpu" = "20" }
                        """);
    }

    @Test
    void aWrapperThatWrapsItselfStaysWhatItIs() throws IOException {
        assertThat(service("server = /usr/sbin/tcpd"))
                .contains(" = [\"/usr/sbin/tcpd\"]")
                .doesNotContain("tcp-wrappers");
    }

    @Test
    void theFirstArgumentIsTheNameWithNameinargs() throws IOException {
        assertThat(service("server = /usr/sbin/tcpd\nserver_args = in.s -x\nflags = NAMEINARGS KEEPALIVE"))
                .contains(
                        "exec         = [\"/usr/sbin/in.s\", \"-x\"]",
                        "argv0        = \"in.s\"",
                        "tcp-wrappers = \"in.s\"",
                        "keepalive    = true");
    }

    @Test
    void addressesAreReadInAllTheirForms() throws IOException {
        assertThat(service("server = /bin/s\nonly_from = 128.138.12.0 10.1.2.3 10.0.{1,2} 192.168.0.{7,9} 1.2.3.4/31\n"
                        + "only_from += 2001:db8::/32 10\nno_access = 0.0.0.0"))
                .contains(
                        "allow  = [\"128.138.12.0/24\", \"10.1.2.3\", \"10.0.1.0/24\", \"10.0.2.0/24\", \"192.168.0.7\", \"192.168.0.9\","
                                + " \"1.2.3.4/31\", \"2001:db8::/32\", \"10.0.0.0/8\"]",
                        "deny   = [\"0.0.0.0/0\", \"::/0\"]");
    }

    @Test
    void aNameThatCannotBeKeptOutSwitchesTheServiceOff() throws IOException {
        assertThat(service("server = /bin/s\nno_access = .example.org")).contains("enabled = false");
        assertThat(service("server = /bin/s\naccess_times = nights")).contains("enabled = false");
        assertThat(service("server = /bin/s\nonly_from = .example.org")).contains("deny   = [\"0.0.0.0/0\", \"::/0\"]");
        assertThat(imported("service s\n{\nserver = /bin/s\nwait = yes\nonly_from = 10.0.0.0\ninstances = 3\n}\n")
                        .files()
                        .get("services/s.conf"))
                .contains("enabled = false", "wait    = true")
                .doesNotContain("allow", "max-programs");
    }

    @Test
    void addressesAreWrittenAsAConfTakesThem() throws IOException {
        assertThat(service("server = /bin/s\nonly_from = 10.1.2.3/8 2001:db8::1/32 ::1 10.1.2.3/40 300.1.1.1"))
                .contains("[\"10.0.0.0/8\", \"2001:db8:0:0:0:0:0:0/32\", \"::1\"]");
    }

    @Test
    void hostsAllowIsAskedWhereXinetdAskedIt() throws IOException {
        Path file = Files.writeString(
                directory.resolve("x"),
                "service a\n{\nserver = /bin/a\n}\nservice b\n{\nserver = /bin/b\nflags = NOLIBWRAP\n}\n");

        Map<String, String> files = XinetdImport.read(List.of(file), true).files();

        assertThat(files.get("services/a.conf")).contains("tcp-wrappers = \"a\"");
        assertThat(files.get("services/b.conf")).doesNotContain("tcp-wrappers");
    }

    @Test
    void theRateIsOneOfASecond() throws IOException {
        assertThat(service("server = /bin/s\ncps = 25 30")).contains("max-rate = \"25/s\"");
    }

    @Test
    void anEmptyListLetsNobodyIn() throws IOException {
        assertThat(service("server = /bin/s\nonly_from ="))
                .contains("deny   = [\"0.0.0.0/0\", \"::/0\"]")
                .doesNotContain("allow");
    }

    @Test
    void defaultsAreTakenAddedToAndTakenFrom() throws IOException {
        Imported imported = imported("""
                defaults
                {
                    only_from = 10.0.0.1
                    only_from = 10.0.0.2
                    instances = 7
                    disabled  = c
                }
                service a {
                    server = /bin/a
                    only_from += 10.0.0.3
                    only_from -= 10.0.0.1
                    instances = UNLIMITED
                }
                service b
                {
                    server = /bin/b
                    only_from = 10.0.0.4
                }
                service c
                {
                    server = /bin/c
                }
                """);

        assertThat(imported.files().get("services/a.conf"))
                .contains("[\"10.0.0.2\", \"10.0.0.3\"]")
                .doesNotContain("max-programs");
        assertThat(imported.files().get("services/b.conf")).contains("[\"10.0.0.4\"]", "max-programs = 7");
        assertThat(imported.files().get("services/c.conf"))
                .contains("[\"10.0.0.1\", \"10.0.0.2\"]", "enabled      = false");
    }

    @Test
    void onlyWhatIsEnabledRunsWhereThereIsAList() throws IOException {
        Imported imported = imported("""
                defaults
                {
                    enabled = one two
                }
                service x
                {
                    id = one
                    server = /bin/x
                }
                service y
                {
                    server = /bin/y
                }
                service z
                {
                    id = two
                    server = /bin/z
                    disable = yes
                }
                """);

        assertThat(imported.files().get("services/one.conf"))
                .doesNotContain("enabled")
                .contains("*:x");
        assertThat(imported.files().get("services/y.conf")).contains("enabled = false");
        assertThat(imported.files().get("services/two.conf")).contains("enabled = false");
    }

    @Test
    void identityEnvironmentAndTextsFollow() throws IOException {
        Path banner = directory.resolve("banner");
        Files.writeString(banner, "Hello \"you\"\r\n");

        assertThat(service(
                        "server = /bin/s\ngroup = g\ngroups = yes\numask = 027\nenv = A=1 B=x=y PATH=/bin\nbanner_fail = "
                                + banner))
                .contains(
                        "user    = \"u:g\"",
                        "umask   = \"027\"",
                        "env     = { \"A\" = \"1\", \"B\" = \"x=y\" }",
                        "path    = \"/bin\"",
                        "refusal = \"Hello \\\"you\\\"\\r\\n\"")
                .doesNotContain("groups");
    }

    @Test
    void whereItListensIsMadeOfPortAddressAndFamily() throws IOException {
        assertThat(service("server = /bin/s\nport = 23\nbind = 127.0.0.1")).contains("[\"127.0.0.1:23\"]");
        assertThat(service("server = /bin/s\nflags = IPv4")).contains("[\"0.0.0.0:s\"]");
        assertThat(service("server = /bin/s\nflags = IPv6")).contains("[\"[::]:s\"]");
        assertThat(imported("service t\n{\nsocket_type = dgram\nwait = yes\nserver = /bin/t\n}\n")
                        .files()
                        .get("services/t.conf"))
                .contains("[\"udp:*:t\"]", "wait   = true");
    }

    @Test
    void aRedirectionNeedsNoProgram() throws IOException {
        assertThat(service("redirect = 128.138.202.20 23\nbind = 127.0.0.1"))
                .isEqualTo("listen   = [\"127.0.0.1:s\"]\nredirect = \"128.138.202.20:23\"\n");
    }

    @Test
    void internalServicesThatRunAreSettingsOfTheBundle() throws IOException {
        Imported imported = imported("""
                service echo
                {
                    type = INTERNAL
                    id = echo-stream
                    socket_type = stream
                }
                service echo
                {
                    type = INTERNAL UNLISTED
                    id = echo-dgram
                    socket_type = dgram
                    port = 7
                }
                service time
                {
                    type = INTERNAL
                    disable = yes
                }
                """);

        assertThat(imported.files().get("bundles/internal.properties"))
                .contains("echo = *:7, udp:*:7\n")
                .doesNotContain("time");
    }

    @Test
    void whatHasNoCounterpartIsTold() throws IOException {
        assertThat(
                        remarks(
                                "log_type = SYSLOG daemon\npassenv = HOME\ncps = 10 30\nlog_on_success = PID USERID TRAFFIC\n"
                                        + "only_from = .example.org\nflags = IDONLY NODELAY\nfoo = bar\nnonsense\nbanner = /nowhere\nmdns = yes"))
                .containsExactlyInAnyOrder(
                        "not read: expected ATTRIBUTE = VALUES",
                        "flags: IDONLY: there is nothing like it",
                        "log_type: there is one log, that of the host",
                        "passenv: programs get no variables of the host; name them in env",
                        "cps: above the rate clients wait; the service is not switched off for 30 s",
                        "log_on_success: USERID: nobody is asked for it (RFC 1413)",
                        "log_on_success: TRAFFIC: bytes are not counted",
                        "only_from: .example.org: only addresses decide who may connect, names do not",
                        "foo: there is nothing like it",
                        "banner: the text is missing: NoSuchFileException: /nowhere",
                        "banner: the text is missing: NoSuchFileException: /nowhere");
        assertThat(remarks("type = RPC")).containsExactly("s: left out: RPC programs are not served");
        assertThat(remarks("flags = SENSOR")).containsExactly("s: left out: a sensor; there is nothing like it");
        assertThat(imported("service s\n{\nuser = u\n}\n").remarks())
                .singleElement()
                .extracting(Remark::text)
                .isEqualTo("s: left out: it has no server");
    }

    @Test
    void filesAndDirectoriesAreIncluded() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("xinetd.d"));
        Files.writeString(folder.resolve("b"), "service b\n{\nserver = /bin/b\n}\n");
        Files.writeString(folder.resolve("c.rpmsave"), "service c\n{\nserver = /bin/c\n}\n");
        Files.writeString(folder.resolve("d~"), "service d\n{\nserver = /bin/d\n}\n");
        Path other = Files.writeString(directory.resolve("other.conf"), "service e\n{\nserver = /bin/e\n}\n");

        Imported imported = imported("includedir " + folder + "\ninclude " + other + "\ninclude /nowhere\n");

        assertThat(imported.files()).containsOnlyKeys("services/b.conf", "services/e.conf");
        assertThat(imported.remarks()).singleElement().extracting(Remark::text).isEqualTo("there is no /nowhere");
    }
}
