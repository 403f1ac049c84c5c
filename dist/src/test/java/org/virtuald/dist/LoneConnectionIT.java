package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the host does for connections that come one at a time. */
@AsRoot
class LoneConnectionIT {
    private static final int CONNECTIONS = 10;

    @AutoClose
    private final Site site = new Site();

    LoneConnectionIT() throws IOException {}

    @Test
    void noCallLooksForWhatIsNotThere() throws Exception {
        site.service("name", """
                listen  = ["127.0.0.1:0"]
                exec    = ["cat", "/name"]
                roots   = ["default %s"]
                user    = "65534:65533"
                verbose = true
                """.formatted(site.root("one")));
        RunningHost host = site.start();
        Path trace = site.directory().resolve("trace");
        try (Strace strace = Strace.of(host.proc().pid(), trace, "-f", "-e", "trace=accept4,recvmsg")) {
            for (int i = 1; i <= CONNECTIONS; i++) {
                assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
                host.log().await(" ended, pid ", i);
            }
            strace.end();

            List<String> calls = Files.readAllLines(trace);
            assertThat(calls).filteredOn(call -> call.contains("accept4")).hasSizeGreaterThanOrEqualTo(CONNECTIONS);
            assertThat(calls).noneMatch(call -> call.contains("EAGAIN"));
        }
    }
}
