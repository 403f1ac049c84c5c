package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The local address of a connection decides in which root its program runs. */
@AsRoot
class RootSelectionIT {

    @AutoClose
    private final Site site = new Site();

    RootSelectionIT() throws IOException {}

    @Test
    void eachLocalAddressAnswersFromItsOwnRoot() throws Exception {
        RunningHost host = serve("""
                127.0.0.1 %s
                127.0.0.2 %s
                default %s
                """.formatted(site.root("one"), site.root("two"), site.root("other")));
        int port = host.port("name");

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.2", port)).isEqualTo("two\n");
        assertThat(Client.ask("127.0.0.3", port)).isEqualTo("other\n");
        assertThat(Client.ask("::1", port)).isEqualTo("other\n");
    }

    @Test
    void anAddressThatTheTableDoesNotHaveIsClosedAndNothingIsRun() throws Exception {
        RunningHost host = serve("127.0.0.1 " + site.root("one"));
        int port = host.port("name");

        assertThat(Client.ask("127.0.0.2", port)).isEmpty();
        assertThat(host.log().await("ip not found")).contains("WARN name: ip not found in conf file: 127.0.0.2;");
        assertThat(Client.ask("::1", port)).isEmpty();
        host.log().await("ip not found in conf file: ::1;");

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        host.log().await(" ended, pid ");
        assertThat(host.log().lines())
                .filteredOn(line -> line.contains(" in root "))
                .hasSize(1);
    }

    @Test
    void aDashRefusesWhatALaterLineWouldServe() throws Exception {
        RunningHost host = serve("""
                # not for everybody
                127.0.0.8/30 -
                default %s
                """.formatted(site.root("one")));
        int port = host.port("name");

        assertThat(Client.ask("127.0.0.9", port)).isEmpty();
        assertThat(host.log().await("refuses 127.0.0.9")).contains("the roots table refuses 127.0.0.9 in line 2;");
        assertThat(Client.ask("127.0.0.12", port)).isEqualTo("one\n");
    }

    @Test
    void theFirstLineThatMatchesWins() throws Exception {
        RunningHost host = serve("""
                127.0.0.2 %1$s
                127.0.0.2 %2$s
                127.0.0.0/24 %2$s
                127.0.0.3 %1$s
                default %3$s
                127.0.1.1 %1$s
                """.formatted(site.root("one"), site.root("two"), site.root("other")));
        int port = host.port("name");

        assertThat(Client.ask("127.0.0.2", port)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.3", port)).isEqualTo("two\n");
        assertThat(Client.ask("127.0.1.1", port)).isEqualTo("other\n");
    }

    @Test
    void aDirectoryMayHaveBlanksInItsName() throws Exception {
        Path root = site.root("a root  with blanks");
        RunningHost host = serve("127.0.0.1\t" + root + "\r\n");

        assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("a root  with blanks\n");
    }

    @Test
    void aProgramSeesNothingButItsRoot() throws Exception {
        Path root = site.root("one");
        site.service("list", root, "sh", "-c", "echo /* /../*");
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.1", host.port("list")))
                .isEqualTo(
                        "/bin /dev /etc /lib /lib64 /name /usr /../bin /../dev /../etc /../lib /../lib64 /../name /../usr\n");
    }

    private RunningHost serve(String table) throws IOException, InterruptedException {
        Files.writeString(site.conf().resolve("roots").resolve("table"), table);
        site.service("name", """
                listen  = ["*:0"]
                exec    = ["cat", "/name"]
                roots   = "table"
                user    = "nobody"
                verbose = true
                """);
        return site.start();
    }
}
