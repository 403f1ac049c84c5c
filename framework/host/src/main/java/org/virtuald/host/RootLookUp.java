package org.virtuald.host;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.RootsSource;
import org.virtuald.conf.ServiceConf;
import org.virtuald.launcher.Launcher;
import org.virtuald.launcher.LauncherException;
import org.virtuald.posix.ErrnoException;
import org.virtuald.service.AdministrationException;
import org.virtuald.service.NumericAddress;

/** Asks the launcher which root a service has for an address now. For any thread. */
final class RootLookUp {
    /** In the place of the address: the clients of a Unix socket. */
    private static final String UNIX = "unix";

    private final Launcher launcher;
    private final RunningServices services;
    private final Standings standings;

    RootLookUp(Launcher launcher, RunningServices services, Standings standings) {
        this.launcher = launcher;
        this.services = services;
        this.standings = standings;
    }

    /**
     * Looks up an address in the table that is in force, which is an older one while the file has errors.
     *
     * @param local the address, or {@code unix}
     * @return fields of an answer on the control socket
     */
    Map<String, Object> of(String service, String local) throws AdministrationException {
        Optional<RunningService> running = services.find(service);
        if (running.isEmpty()) {
            throw new AdministrationException("no service " + service + " of a conf file is running; there are: "
                    + (services.names().isEmpty() ? "none" : String.join(", ", services.names())));
        }
        Optional<ServiceConf> conf =
                Optional.ofNullable(standings.all().get(service)).flatMap(Standings.Standing::conf);
        if (conf.flatMap(ServiceConf::redirect).isPresent()) {
            throw new AdministrationException(service + " relays its connections and has no roots");
        }
        Optional<InetAddress> address = address(local);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("service", service);
        fields.put("address", address.map(NumericAddress::text).orElse(UNIX));
        conf.ifPresent(known -> fields.put("file", table(known)));
        try {
            Launcher.RootOf found = launcher.lookUp(running.get().channel(), address);
            if (found instanceof Launcher.RootOf.Directory root) {
                fields.put("result", "root");
                fields.put("root", root.directory());
                fields.put("line", root.line());
            } else if (found instanceof Launcher.RootOf.Refused refused) {
                fields.put("result", "refused");
                fields.put("line", refused.line());
            } else {
                fields.put("result", "none");
            }
            return fields;
        } catch (LauncherException | ErrnoException e) {
            throw new AdministrationException(service + ": " + e.getMessage());
        }
    }

    private static String table(ServiceConf conf) {
        return (conf.roots() instanceof RootsSource.File table ? table.path() : conf.file()).toString();
    }

    private static Optional<InetAddress> address(String text) throws AdministrationException {
        if (text.equals(UNIX)) {
            return Optional.empty();
        }
        try {
            if (text.contains("/")) {
                throw new IllegalArgumentException("a prefix");
            }
            return Optional.of(AddressPrefix.parse(text).address());
        } catch (IllegalArgumentException e) {
            throw new AdministrationException(text + " is no IPv4 or IPv6 address, and not " + UNIX);
        }
    }
}
