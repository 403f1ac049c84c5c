package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A host that was started with ignored signals says what will not work. */
@AsRoot
class IgnoredSignalsIT {

    @AutoClose
    private final Site site = new Site();

    IgnoredSignalsIT() throws IOException {}

    @Test
    void underNohupAHostCannotReloadOnAHangUpAndSaysSo() throws Exception {
        RunningHost host = site.begin("nohup").awaitReady();

        assertThat(host.log().await("WARN virtuald: started with ignored signals"))
                .contains("SIGHUP does not reload the conf; virtuald reload does")
                .doesNotContain("SIGINT");
        host.signal("HUP");
        site.service("cat", site.root("root"), "cat", "/name");
        Outcome.of(Distribution.command("reload", "--state", site.state().toString()))
                .andWell();
        host.signal("TERM");
        assertThat(host.awaitExit()).isZero();
    }

    @Test
    void inTheBackgroundOfAScriptAnInterruptStopsNothing() throws Exception {
        RunningHost host =
                site.begin("sh", "-c", "trap '' INT; exec \"$@\"", "sh").awaitReady();

        assertThat(host.log().await("WARN virtuald: started with ignored signals"))
                .contains("SIGINT does not stop the host; SIGTERM does")
                .doesNotContain("SIGHUP");
    }

    @Test
    void otherwiseThereIsNothingToSay() throws Exception {
        RunningHost host = site.start();
        assertThat(host.log().lines()).noneMatch(line -> line.contains("ignored"));
        host.signal("HUP");
        host.log().await("reloaded: 0 added");
    }
}
