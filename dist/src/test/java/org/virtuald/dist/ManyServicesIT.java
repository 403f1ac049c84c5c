package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A host with as many services as anyone has. */
@Tag("alone")
@AsRoot
class ManyServicesIT {
    private static final int SERVICES = 500;

    @AutoClose
    private final Site site = new Site();

    ManyServicesIT() throws IOException {}

    @Test
    void aChangeOfOneServiceCostsLittleAndTouchesNoOther() throws Exception {
        Path root = site.root("one");
        List<Integer> ports = freePorts();
        for (int i = 0; i < SERVICES; i++) {
            site.service(name(i), Reloads.conf(root, "0", endpoint(ports, i)));
        }
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", ports.get(499))).isEqualTo("0\n");
        Set<String> sockets = new HashSet<>();
        for (int port : ports) {
            sockets.addAll(Reloads.listening(port));
        }
        change(root, ports, 250, 1);
        // the first one has paid for what is done once
        int descriptors = host.proc().descriptors();
        int threads = threads(host.proc());
        int launcherDescriptors = host.launcher().descriptorsWithoutStarters();
        int launcherThreads = threads(host.launcher());

        List<Long> times = new ArrayList<>();
        for (int i = 2; i <= 51; i++) {
            times.add(change(root, ports, 250, i));
        }
        times.sort(null);
        assertThat(times.get(times.size() / 2))
                .as("milliseconds of a reload: %s", times)
                .isLessThan(100);
        Await.until("no more descriptors", () -> host.proc().descriptors() <= descriptors);
        Await.until("no more threads", () -> threads(host.proc()) <= threads);
        Await.until(
                "no more descriptors of the launcher",
                () -> host.launcher().descriptorsWithoutStarters() <= launcherDescriptors);
        Await.until("no more threads of the launcher", () -> threads(host.launcher()) <= launcherThreads);
        for (int port : ports) {
            assertThat(sockets).containsAll(Reloads.listening(port));
        }
    }

    private long change(Path root, List<Integer> ports, int service, int says) throws Exception {
        Reloads.put(Reloads.confFile(site, name(service)), Reloads.conf(root, "" + says, endpoint(ports, service)));
        long began = System.nanoTime();
        Config answer = Reloads.reload(site);
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertThat(answer.getStringList("unchanged")).hasSizeGreaterThanOrEqualTo(SERVICES - 1);
        assertThat(Client.ask("127.0.0.1", ports.get(service))).isEqualTo(says + "\n");
        return millis;
    }

    private static int threads(ProcFiles process) throws IOException {
        return Integer.parseInt(process.status("Threads"));
    }

    private static String name(int i) {
        return "s%03d".formatted(i);
    }

    private static String endpoint(List<Integer> ports, int i) {
        return "127.0.0.1:" + ports.get(i);
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < SERVICES; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
