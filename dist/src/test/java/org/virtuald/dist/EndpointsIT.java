package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Where services listen, and what a program is told about the address that was reached. */
@AsRoot
class EndpointsIT {

    private static final String[] ADDRESSES = {"sh", "-c", "cat /name; echo $TCPLOCALIP $TCPREMOTEIP"};

    @AutoClose
    private final Site site = new Site();

    EndpointsIT() throws IOException {}

    @Test
    void anAsteriskListensWithOneSocketForEachFamily() throws Exception {
        RunningHost host = serve("*:0");
        List<Integer> ports = host.ports("addresses");

        assertThat(host.ready()).contains("0.0.0.0:" + ports.get(0) + ", [::]:" + ports.get(0));
        assertThat(Client.ask("127.0.0.1", ports.get(0))).isEqualTo("four\n127.0.0.1 127.0.0.1\n");
        assertThat(Client.ask("::1", ports.get(0))).isEqualTo("six\n::1 ::1\n");
    }

    @Test
    void aDualStackSocketTellsAndLooksUpIpv4AddressesAsSuch() throws Exception {
        RunningHost host = serve("[::]:0");
        List<Integer> ports = host.ports("addresses");

        assertThat(ports).hasSize(1);
        assertThat(Client.ask("127.0.0.1", ports.get(0))).isEqualTo("four\n127.0.0.1 127.0.0.1\n");
        assertThat(Client.ask("::1", ports.get(0))).isEqualTo("six\n::1 ::1\n");
    }

    @Test
    void anEndpointWithAnAddressIsReachedThroughItAlone() throws Exception {
        RunningHost host = serve("127.0.0.2:0");
        int port = host.port("addresses");

        assertThat(Client.ask("127.0.0.2", port)).startsWith("other\n127.0.0.2 ");
        assertThat(catchThrowable(() -> Client.ask("127.0.0.1", port))).isInstanceOf(ConnectException.class);
    }

    @Test
    void aServiceCanHaveSeveralEndpoints() throws Exception {
        RunningHost host = serve("127.0.0.1:0", "127.0.0.2:0", "[::1]:0");
        List<Integer> ports = host.ports("addresses");

        assertThat(ports).hasSize(3);
        assertThat(Client.ask("127.0.0.1", ports.get(0))).startsWith("four\n");
        assertThat(Client.ask("127.0.0.2", ports.get(1))).startsWith("other\n");
        assertThat(Client.ask("::1", ports.get(2))).startsWith("six\n");
    }

    private RunningHost serve(String... endpoints) throws IOException, InterruptedException {
        Path six = site.root("six");
        site.service("addresses", """
                listen = [%s]
                exec   = [%s]
                roots  = ["127.0.0.1 %s", "::1 %s", "default %s"]
                user   = "nobody"
                """.formatted(
                        Site.quoted(endpoints), Site.quoted(ADDRESSES), site.root("four"), six, site.root("other")));
        return site.start();
    }
}
