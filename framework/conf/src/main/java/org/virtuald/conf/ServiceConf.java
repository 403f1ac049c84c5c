package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.virtuald.service.Endpoint;

/**
 * What {@code services/NAME.conf} says.
 *
 * @param name the service's name, which is the file's name without {@code .conf}
 * @param file the conf file
 * @param digest SHA-256 in hexadecimal over every file that was read for this conf; two processes which hold the same
 *     digest read the same conf. The roots table is not part of it
 * @param enabled whether the service is to run at all
 * @param listen the endpoints, at least one, each once
 * @param sockets how the sockets of the endpoints are set up
 * @param work what becomes of a connection
 * @param confinement what its program is kept from
 * @param isolation what keeps it apart from the rest of the machine
 * @param cgroups the control groups of its programs
 * @param access who may connect
 * @param limits how many connections are taken
 * @param stay how clients are received, and how long their programs may stay
 * @param acceptFrom the services of bundles that may hand connections to this one
 * @param proxies whose connections begin with a PROXY header, which tells the addresses to be used; where there are any, nobody
 *     else may connect
 * @param verbose whether each step of a launch is logged
 * @param lines the line of the file that each key stands in, for what is found wrong only when the service is opened
 */
public record ServiceConf(
        String name,
        Path file,
        String digest,
        boolean enabled,
        List<Endpoint> listen,
        SocketOptions sockets,
        Work work,
        Confinement confinement,
        Isolation isolation,
        Cgroups cgroups,
        AccessRules access,
        Limits limits,
        Stay stay,
        List<String> acceptFrom,
        List<AddressPrefix> proxies,
        boolean verbose,
        Map<String, Integer> lines) {

    /** Copies the collections and checks that nothing is missing. */
    public ServiceConf {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(digest, "digest");
        listen = Program.requireSome("listen", listen);
        requireNonNull(sockets, "sockets");
        requireNonNull(work, "work");
        requireNonNull(confinement, "confinement");
        requireNonNull(isolation, "isolation");
        requireNonNull(cgroups, "cgroups");
        requireNonNull(access, "access");
        requireNonNull(limits, "limits");
        requireNonNull(stay, "stay");
        acceptFrom = List.copyOf(acceptFrom);
        proxies = List.copyOf(proxies);
        lines = Map.copyOf(lines);
    }

    /**
     * What is run for a connection.
     *
     * @throws IllegalStateException when connections are relayed
     */
    public Program program() {
        return launch().program();
    }

    /**
     * Where the roots table is.
     *
     * @throws IllegalStateException when connections are relayed, which takes none
     */
    public RootsSource roots() {
        return launch().roots();
    }

    private Work.Launch launch() {
        if (work instanceof Work.Launch launch) {
            return launch;
        }
        throw new IllegalStateException(name + " runs no program");
    }

    /** Where connections are relayed to; empty when a program is run for them. */
    public Optional<Work.Redirect> redirect() {
        return work instanceof Work.Redirect redirect ? Optional.of(redirect) : Optional.empty();
    }

    /** The file of the roots table; empty when it stands in the conf, and when there is none. */
    public Optional<Path> rootsFile() {
        return work instanceof Work.Launch launch && launch.roots() instanceof RootsSource.File table
                ? Optional.of(table.path())
                : Optional.empty();
    }

    /** The line of the file that a key stands in; 0 when the file does not have it. */
    public int line(String key) {
        return lines.getOrDefault(key, 0);
    }

    /** Whether an address is trusted to tell other addresses than its connection has. */
    public boolean trustsProxy(InetAddress address) {
        return proxies.stream().anyMatch(prefix -> prefix.contains(address));
    }
}
