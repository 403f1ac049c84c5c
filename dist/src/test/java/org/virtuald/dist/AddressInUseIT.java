package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** An address that somebody else has keeps one service down, for as long as it is so. */
@AsRoot
class AddressInUseIT {

    @AutoClose
    private final Site site = new Site();

    AddressInUseIT() throws IOException {}

    @Test
    void theServiceComesUpByItselfOnceTheAddressIsFree() throws Exception {
        Path root = site.root("one");
        site.service("good", root, "cat", "/name");
        RunningHost host;
        int port;
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = holder.getLocalPort();
            site.service("held", """
                    listen = ["127.0.0.2:0", "127.0.0.1:%d"]
                    exec   = ["cat", "/name"]
                    roots  = ["default %s"]
                    user   = "nobody"
                    """.formatted(port, root));
            host = site.start();

            assertThat(host.log().await("EADDRINUSE")).contains(" ERROR ", "held: ", "127.0.0.1:" + port);
            host.log().await("held: trying again, first in 1 s");
            assertThat(host.ready()).contains("still trying: held");
            assertThat(Client.ask("127.0.0.1", host.port("good"))).isEqualTo("one\n");
        }

        host.log().await("reloaded: 1 added");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
    }

    @Test
    void aHostWaitsWhenItsOnlyServiceHasToWait() throws Exception {
        Path root = site.root("one");
        RunningHost host;
        int port;
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = holder.getLocalPort();
            site.service("held", """
                    listen = ["127.0.0.1:%d"]
                    exec   = ["cat", "/name"]
                    roots  = ["default %s"]
                    user   = "nobody"
                    """.formatted(port, root));
            host = site.start();
        }

        host.log().await("reloaded: 1 added");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
    }
}
