package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is wrong with a conf is told in full, and stops nothing that is right. */
@AsRoot
class WrongConfIT {

    @AutoClose
    private final Site site = new Site();

    WrongConfIT() throws IOException {}

    @Test
    void allErrorsOfAFileAreToldWithTheirLinesAndTheOtherServicesRun() throws Exception {
        Path bad = bad();
        site.service("good", site.root("one"), "cat", "/name");
        RunningHost host = site.start();

        assertThat(host.log().await("bad.conf:1: ")).contains("99999");
        assertThat(host.log().await("bad.conf:2: ")).contains("exek", "exec");
        assertThat(host.log().await("bad.conf:4: ")).contains("verbose");
        assertThat(host.log().lines())
                .filteredOn(line -> line.contains(bad.toString()))
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(line -> line.contains(" ERROR "));
        assertThat(host.ready()).contains("not running: bad");
        assertThat(Client.ask("127.0.0.1", host.port("good"))).isEqualTo("one\n");
    }

    @Test
    void withNoServiceThatCouldRunTheHostEnds() throws Exception {
        bad();
        RunningHost host = site.begin();

        assertThat(host.awaitExit()).isEqualTo(78);
        host.log().await("bad.conf:2: ");
        host.log().await("virtuald: no service has a conf that can be used");
    }

    @Test
    void errorsInTheHostsOwnConfEndIt() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "\nlog-level = loud\nusr = nobody\n");
        site.service("good", site.root("one"), "cat", "/name");
        RunningHost host = site.begin();

        assertThat(host.awaitExit()).isEqualTo(78);
        host.log().await("virtuald.conf:2: .*log-level");
        host.log().await("virtuald.conf:3: .*usr");
    }

    @Test
    void withoutAConfDirectoryTheHostEnds() throws Exception {
        Outcome outcome = Distribution.run("run", "--conf", "/no/such/directory", "--state", site.state() + "");

        assertThat(outcome.status()).isEqualTo(78);
        assertThat(outcome.err()).contains("/no/such/directory");
    }

    @Test
    void aWrongRootsTableIsToldWithItsLine() throws Exception {
        Path table = Files.writeString(site.conf().resolve("roots").resolve("table"), "default /\n127.0.0.1\n");
        Path root = site.root("one");
        site.service("good", root, "cat", "/name");
        site.service("bad", """
                listen = ["127.0.0.1:0"]
                exec   = ["cat", "/name"]
                roots  = "table"
                user   = "nobody"
                """);
        RunningHost host = site.start();

        host.log().await("ERROR .*" + table + ":2: ");
        assertThat(host.ready()).contains("not running: bad");
        assertThat(Client.ask("127.0.0.1", host.port("good"))).isEqualTo("one\n");
    }

    @Test
    void aDisabledServiceIsNotOpened() throws Exception {
        Path root = site.root("one");
        site.service("good", root, "cat", "/name");
        Files.writeString(site.service("off", root, "cat", "/name"), "enabled = false\n", StandardOpenOption.APPEND);
        RunningHost host = site.start();

        assertThat(host.ready()).contains("good on").doesNotContain("off");
    }

    private Path bad() throws IOException {
        return site.service("bad", """
                listen  = ["*:99999"]
                exek    = ["cat", "/name"]
                roots   = ["default /"]
                verbose = loudly
                user    = "nobody"
                """);
    }
}
