package org.virtuald.inetd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a conf directory of the files of xinetd. */
public final class XinetdImport {
    private static final Pattern SOCKET = Pattern.compile("stream|dgram");

    private final Optional<XinetdEntry> defaults;
    private final boolean tcpWrappers;
    private final Set<String> disabled;
    private final Optional<Set<String>> enabled;
    private final List<Remark> remarks = new ArrayList<>();
    private final ServiceNames names = new ServiceNames();
    private final InternalServices internal = new InternalServices();
    private final ConfDirectory directory = new ConfDirectory();

    private XinetdImport(Optional<XinetdEntry> defaults, boolean tcpWrappers) {
        this.tcpWrappers = tcpWrappers;
        this.defaults = defaults;
        Map<String, XinetdAttribute> given =
                defaults.map(entry -> entry.resolved(Optional.empty())).orElse(Map.of());
        this.disabled = Optional.ofNullable(given.get("disabled"))
                .map(list -> Set.copyOf(list.values()))
                .orElse(Set.of());
        this.enabled = Optional.ofNullable(given.get("enabled")).map(list -> Set.copyOf(list.values()));
    }

    /**
     * Reads files, and the files of directories as {@code includedir} does, in this order.
     *
     * @param tcpWrappers whether xinetd was built to ask hosts.allow and hosts.deny
     * @throws IOException when one cannot be read
     */
    public static Imported read(List<Path> paths, boolean tcpWrappers) throws IOException {
        XinetdReader reader = new XinetdReader();
        for (Path path : paths) {
            reader.read(path);
        }
        XinetdImport made = new XinetdImport(reader.defaults(), tcpWrappers);
        made.remarks.addAll(reader.remarks());
        reader.services().forEach(made::add);
        made.internal.writeTo(made.directory);
        return new Imported(made.directory.files(), made.remarks);
    }

    private void add(XinetdEntry entry) {
        XinetdService service = new XinetdService(entry, entry.resolved(defaults), remarks::add);
        Optional<String> reason = reasonToLeaveOut(service);
        if (reason.isPresent()) {
            leaveOut(entry, reason.get());
            return;
        }
        Listening listening;
        try {
            listening = service.listening();
        } catch (IOException e) {
            leaveOut(entry, String.valueOf(e.getMessage()));
            return;
        }
        boolean runs = isEnabled(service);
        if (service.isOf("INTERNAL")) {
            if (runs) {
                internal.add(entry.name(), listening).ifPresent(unknown -> leaveOut(entry, unknown));
            }
            return;
        }
        String name = names.unique(service.value("id").orElse(entry.name()), listening.isDatagrams());
        directory.service(name, service.translate(listening, runs, tcpWrappers));
    }

    private boolean isEnabled(XinetdService service) {
        String id = service.value("id").orElse(service.name());
        return !service.value("disable").orElse("no").equals("yes")
                && !disabled.contains(id)
                && enabled.map(only -> only.contains(id)).orElse(true);
    }

    private static Optional<String> reasonToLeaveOut(XinetdService service) {
        String type = service.value("socket_type").orElse("stream");
        if (service.isOf("RPC")) {
            return Optional.of("RPC programs are not served");
        }
        if (service.isOf("TCPMUX") || service.isOf("TCPMUXPLUS")) {
            return Optional.of(
                    "a service that tcpmux alone leads to; give it an endpoint, and accept-from = [\"tcpmux\"]");
        }
        if (service.hasFlag("SENSOR")) {
            return Optional.of("a sensor; there is nothing like it");
        }
        if (!SOCKET.matcher(type).matches()) {
            return Optional.of("sockets of type " + type + " are not served");
        }
        if (!service.isOf("INTERNAL")
                && service.value("server").isEmpty()
                && service.value("redirect").isEmpty()) {
            return Optional.of("it has no server");
        }
        return Optional.empty();
    }

    private void leaveOut(XinetdEntry entry, String reason) {
        remarks.add(entry.source().remark(entry.name() + ": left out: " + reason));
    }
}
