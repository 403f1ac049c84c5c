package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.virtuald.host.control.ControlClient;
import org.virtuald.host.control.ControlException;
import org.virtuald.host.control.ControlRequest;

/** What tests of reloads have in common: questions to the control socket, listening sockets, ports. */
final class Reloads {
    private static final String LISTENING = "0A"; // TCP_LISTEN of linux/tcp_states.h, as /proc/net/tcp has it

    private Reloads() {}

    /** Has the host reload now and answers what it says. */
    static Config reload(Site site) throws IOException, ControlException {
        return ControlClient.ask(site.state(), new ControlRequest("reload"));
    }

    /** Has the host do something with a service. */
    static void command(Site site, String command, String service) throws IOException, ControlException {
        ControlClient.ask(site.state(), new ControlRequest(command, Optional.of(service)));
    }

    /** What the host says a service's state is. */
    static String state(Site site, String service) throws IOException, ControlException {
        return ControlClient.ask(site.state(), new ControlRequest("status")).getConfigList("services").stream()
                .filter(one -> one.getString("name").equals(service))
                .map(one -> one.getString("state"))
                .findFirst()
                .orElse("none");
    }

    /** A conf whose program says one line. */
    static String conf(Path root, String says, String... endpoints) {
        return """
                listen = [%s]
                exec   = ["sh", "-c", "echo %s"]
                roots  = ["default %s"]
                user   = "nobody"
                """.formatted(Site.quoted(endpoints), says, root);
    }

    /** Puts a whole file in the place of another in one step. */
    static void put(Path file, String text) throws IOException {
        Path written = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static Path confFile(Site site, String service) {
        return site.conf().resolve("services").resolve(service + ".conf");
    }

    /** The inodes of the sockets that listen on a port. */
    static Set<String> listening(int port) throws IOException {
        Set<String> inodes = new TreeSet<>();
        String suffix = ":%04X".formatted(port);
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
                    inodes.add(fields[9]);
                }
            }
        }
        return inodes;
    }

    /** How many connections wait to be accepted on a port of an IPv4 address. */
    static int waiting(int port) throws IOException {
        String suffix = ":%04X".formatted(port);
        for (String line : Files.readAllLines(Path.of("/proc/net/tcp"))) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
                return Integer.parseInt(fields[4].split(":", -1)[1], 16); // rx_queue of a listener
            }
        }
        throw new AssertionError("nobody listens on port " + port);
    }

    /** Waits until the program says this to a new client. */
    static void awaitAnswer(int port, String says) throws IOException {
        Await.until(
                says + " on port " + port, () -> Client.ask("127.0.0.1", port).equals(says + "\n"));
    }

    static long linesWith(RunningHost host, String text) {
        return host.log().lines().stream().filter(line -> line.contains(text)).count();
    }

    static void assertNoErrors(RunningHost host) {
        assertThat(host.log().lines()).noneMatch(line -> line.contains("ERROR") || line.contains("error:"));
    }
}
