package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is imported is a conf that a host serves. */
@AsRoot
class ImportIT {

    @AutoClose
    private final Site site = new Site();

    private final Path one = site.root("one");
    private final Path two = site.root("two");
    private final int port = FreePort.find();

    ImportIT() throws IOException, InterruptedException {}

    private Path file(String name, String content) throws IOException {
        return Files.writeString(site.directory().resolve(name), content);
    }

    private Outcome imported(String kind, Path file) throws IOException, InterruptedException {
        Outcome outcome = Distribution.run("import", kind, "--conf", site.conf().toString(), file.toString())
                .andWell();
        Outcome check = Distribution.run("check", "--conf", site.conf().toString());
        assertThat(check.err().lines()).allSatisfy(line -> assertThat(line).contains(": warning: "));
        assertThat(check.status()).isZero();
        assertThat(check.out()).startsWith("1 service (0 disabled), 0 errors");
        return outcome;
    }

    @Test
    void theLinesOfTheOldVirtualdAreServedByLocalAddress() throws Exception {
        Path table = file("conf.ftp", "127.0.0.1 %s\n127.0.0.2 %s\n".formatted(one, two));
        Path inetd = file("inetd.conf", """
                # the customers' files
                %d stream tcp nowait root /usr/local/bin/virtuald \\
                        virtuald %s cat /name
                rstatd/1-3 dgram rpc/udp wait root /usr/sbin/rpc.rstatd rpc.rstatd
                """.formatted(port, table));

        Outcome outcome = imported("inetd", inetd);

        assertThat(outcome.err()).isEqualTo(inetd + ":4: rstatd/1-3: left out: RPC programs are not served\n");
        assertThat(Files.readString(site.serviceFile(String.valueOf(port)))).startsWith("# the customers' files\n");
        site.start();
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.0.2", port)).isEqualTo("two\n");
    }

    @Test
    void anEntryOfXinetdIsServedWithItsLimitsAndItsList() throws Exception {
        Path folder = Files.createDirectory(site.directory().resolve("xinetd.d"));
        Path banner = file("banner", "Welcome\n");
        Files.writeString(folder.resolve("name"), """
                # which root it is
                service name
                {
                    type            = UNLISTED
                    socket_type     = stream
                    wait            = no
                    user            = nobody
                    port            = %d
                    server          = /usr/sbin/chroot
                    server_args     = %s cat /name
                    no_access       += 127.0.0.9
                    access_times    = 0:00-11:59 12:00-23:59
                    banner_success  = %s
                    nice            = 5
                    umask           = 027
                    rlimit_files    = 64
                    rlimit_as       = 512M
                    env             = A=1
                    flags           = KEEPALIVE NODELAY
                }
                """.formatted(port, two, banner));
        Path xinetd = file("xinetd.conf", """
                defaults
                {
                    instances   = 60
                    per_source  = 10
                    cps         = 25 30
                    max_load    = 9000
                    only_from   = 127.0.0.0/8
                    log_type    = SYSLOG daemon
                }
                includedir %s
                """.formatted(folder));

        Outcome outcome = imported("xinetd", xinetd);

        assertThat(outcome.err()).contains(xinetd + ":8: log_type: ", xinetd + ":5: cps: ");
        assertThat(Files.readString(site.serviceFile("name")))
                .startsWith("# which root it is\n")
                .contains("max-rate                = \"25/s\"", "max-programs            = 60");
        site.start();
        assertThat(Client.ask("127.0.0.1", "127.0.0.1", port)).isEqualTo("Welcome\ntwo\n");
        assertThat(Client.ask("127.0.0.9", "127.0.0.1", port)).isEmpty();
    }

    @Test
    void filesThatAreThereStayAndAPrintWritesNone() throws Exception {
        Path inetd = file("inetd.conf", port + " stream tcp nowait nobody /bin/cat cat /name\n");
        site.service(String.valueOf(port), "enabled = false\n");

        Outcome refused =
                Distribution.run("import", "inetd", "--conf", site.conf().toString(), inetd.toString());
        Outcome printed = Distribution.run(
                "import", "inetd", "--print", "--conf", site.conf().toString(), inetd.toString());

        assertThat(refused.status()).isEqualTo(71);
        assertThat(refused.err()).contains("exists; nothing was written (--force replaces)");
        assertThat(printed.andWell().out())
                .contains("### services/" + port + ".conf", "exec   = [\"/bin/cat\", \"/name\"]");
        assertThat(Files.readString(site.serviceFile(String.valueOf(port)))).isEqualTo("enabled = false\n");
    }
}
