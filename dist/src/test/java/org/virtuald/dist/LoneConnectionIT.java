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

    /** What waits, and what deals with sockets; a machine does not have all of them. */
    private static final String CALLS =
            "network,close,?poll,?ppoll,?select,?pselect6,?epoll_wait,?epoll_pwait,?epoll_ctl";

    /** For what is not of a connection: when the tracing begins, and a timer now and then. */
    private static final int OTHER_WAITS = 5;

    @AutoClose
    private final Site site = new Site();

    LoneConnectionIT() throws IOException {}

    @Test
    void theEventLoopMakesEightCallsForIt() throws Exception {
        site.service("name", """
                listen  = ["127.0.0.1:0"]
                exec    = ["cat", "/name"]
                roots   = ["default %s"]
                user    = "65534:65533"
                verbose = true
                """.formatted(site.root("one")));
        RunningHost host = site.start();
        Path trace = site.directory().resolve("trace");
        try (Strace strace = Strace.of(host.proc().pid(), trace, "-f", "-e", "trace=" + CALLS)) {
            for (int i = 1; i <= CONNECTIONS; i++) {
                assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
                host.log().await(" ended, pid ", i);
            }
            strace.end();

            List<String> calls = Files.readAllLines(trace);
            String accepted = calls.stream()
                    .filter(call -> call.contains("accept4"))
                    .findFirst()
                    .orElseThrow();
            String thread = accepted.substring(0, accepted.indexOf(' ') + 1);
            assertThat(calls)
                    .filteredOn(call -> call.startsWith(thread) && !call.contains("resumed"))
                    .noneMatch(call -> call.contains("EAGAIN")) // nothing looks for what is not there
                    .hasSizeBetween(6 * CONNECTIONS, 8 * CONNECTIONS + OTHER_WAITS);
        }
    }
}
