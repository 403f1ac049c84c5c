package org.virtuald.inetd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a conf directory of the files of inetd. */
public final class InetdImport {
    private static final Pattern WAIT = Pattern.compile("(wait|nowait)(?:\\.([0-9]+)|((?:/[0-9]+){1,3}))?");
    private static final Pattern PROTOCOL = Pattern.compile("(tcp|udp)(4|6|46|6only)?");

    private final Accounts accounts;
    private final InetdDefaults defaults;
    private final ServiceNames names = new ServiceNames();
    private final InternalServices internal = new InternalServices();
    private final List<Remark> remarks = new ArrayList<>();
    private final List<Translated> services = new ArrayList<>();

    /** A service, and what is needed to see that another line is about the other address family of the same. */
    private record Translated(InetdLine line, String name, Listening listening, ServiceFile file) {}

    private InetdImport(Accounts accounts, InetdDefaults defaults) {
        this.accounts = accounts;
        this.defaults = defaults;
    }

    /**
     * Reads files, and the files of directories, in this order.
     *
     * @throws IOException when one cannot be read
     */
    public static Imported read(List<Path> paths, Accounts accounts, InetdDefaults defaults) throws IOException {
        InetdReader reader = new InetdReader();
        for (Path path : paths) {
            reader.read(path);
        }
        InetdImport made = new InetdImport(accounts, defaults);
        made.remarks.addAll(reader.remarks());
        reader.lines().forEach(made::add);
        return made.imported();
    }

    private Imported imported() {
        ConfDirectory directory = new ConfDirectory();
        services.forEach(service -> directory.service(service.name, service.file));
        internal.writeTo(directory);
        return new Imported(directory.files(), remarks);
    }

    private void add(InetdLine line) {
        if (line.isRemoteProcedure()) {
            leaveOut(line, "RPC programs are not served");
        } else if (line.service().startsWith("tcpmux/")) {
            leaveOut(line, "a service that tcpmux alone leads to; give it an endpoint, and accept-from = [\"tcpmux\"]");
        } else if (!line.socketType().matches("stream|dgram")) {
            leaveOut(line, "sockets of type " + line.socketType() + " are not served");
        } else if (!line.isUnix()
                && !PROTOCOL.matcher(words(line.protocol())[0]).matches()) {
            leaveOut(line, "protocol " + words(line.protocol())[0] + " is not served");
        } else if (!WAIT.matcher(line.waiting()).matches()) {
            leaveOut(line, "expected wait or nowait, found " + line.waiting());
        } else {
            listening(line).ifPresent(listening -> add(line, listening));
        }
    }

    private void leaveOut(InetdLine line, String reason) {
        remarks.add(line.source().remark(line.service() + ": left out: " + reason));
    }

    private static String[] words(String protocol) {
        return protocol.split(",", -1);
    }

    private Optional<Listening> listening(InetdLine line) {
        if (line.isUnix()) {
            return Optional.of(Listening.unix(line.service(), line.socketType().equals("dgram")));
        }
        Matcher protocol = PROTOCOL.matcher(words(line.protocol())[0]);
        if (!protocol.matches()) {
            return Optional.empty();
        }
        boolean datagrams = protocol.group(1).equals("udp");
        if (datagrams != line.socketType().equals("dgram")) {
            leaveOut(line, "sockets of type " + line.socketType() + " do not speak " + line.protocol());
            return Optional.empty();
        }
        String family = protocol.group(2) == null ? "" : protocol.group(2);
        try {
            return Optional.of(Listening.on(line.addresses(), family, line.service(), datagrams));
        } catch (IOException e) {
            leaveOut(line, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void add(InetdLine line, Listening listening) {
        if (line.isInternal()) {
            if (line.enabled()) {
                internal.add(line.service(), listening).ifPresent(reason -> leaveOut(line, reason));
            }
            return;
        }
        ServiceFile file = translate(line, listening);
        for (Translated other : services) {
            if (other.line.service().equals(line.service()) && other.file.doesTheSameAs(file)) {
                other.listening.add(listening); // tcp4 and tcp6 of one service, or one more address
                other.file.list("listen", other.listening.endpoints());
                return;
            }
        }
        String wanted = line.isUnix() ? Program.baseName(line.service()) : line.service();
        services.add(new Translated(line, names.unique(wanted, listening.isDatagrams()), listening, file));
    }

    private ServiceFile translate(InetdLine line, Listening listening) {
        ServiceFile file = new ServiceFile();
        line.comments().forEach(file::comment);
        file.list("listen", listening.endpoints());
        if (!line.enabled()) {
            file.word("enabled", false);
        }
        InetdUser user = InetdUser.of(line.user(), accounts);
        Program.of(line.program(), line.arguments(), line.waits()).writeTo(file, user.text());
        user.groups().ifPresent(groups -> file.list("groups", groups));
        limits(line, file);
        writeDefaults(line, file);
        String[] options = words(line.protocol());
        for (int i = 1; i < options.length; i++) {
            buffer(line, options[i], file);
        }
        Waiting.settle(file, lost -> remarks.add(line.source().remark(line.service() + ": " + lost)));
        return file;
    }

    private void writeDefaults(InetdLine line, ServiceFile file) {
        defaults.backlog().ifPresent(length -> file.word("backlog", length));
        if (!file.has("max-rate") && !line.waits()) {
            defaults.perMinute().ifPresent(number -> file.text("max-rate", number + "/m"));
        }
        if (defaults.tcpWrappers() && !line.waits() && !file.has("tcp-wrappers")) {
            file.text(
                    "tcp-wrappers",
                    Program.baseName(
                            line.arguments().isEmpty()
                                    ? line.program()
                                    : line.arguments().get(0)));
        }
        if (!defaults.environment().isEmpty()) {
            file.object("env", new TreeMap<>(defaults.environment()));
        }
    }

    private void limits(InetdLine line, ServiceFile file) {
        Matcher wait = WAIT.matcher(line.waiting());
        if (!wait.matches()) {
            return;
        }
        if (wait.group(1).equals("wait")) {
            file.word("wait", true);
        }
        if (wait.group(2) != null) {
            file.text("max-rate", wait.group(2) + "/m");
        }
        if (wait.group(3) != null) { // FreeBSD's: programs at once, a minute and source, at once and source
            String[] limits = wait.group(3).substring(1).split("/", -1);
            limit(file, "max-programs", limits[0], "");
            limit(file, "max-rate-per-source", limits.length > 1 ? limits[1] : "0", "/m");
            limit(file, "max-programs-per-source", limits.length > 2 ? limits[2] : "0", "");
        }
    }

    private static void limit(ServiceFile file, String key, String number, String unit) {
        if (!number.matches("0+")) { // which means that there is none
            if (unit.isEmpty()) {
                file.word(key, number);
            } else {
                file.text(key, number + unit);
            }
        }
    }

    private void buffer(InetdLine line, String option, ServiceFile file) {
        Matcher size = Pattern.compile("(sndbuf|rcvbuf)=([0-9]{1,9}[kKmM]?)").matcher(option);
        if (size.matches()) {
            String bytes = size.group(2);
            file.text(
                    size.group(1).equals("sndbuf") ? "send-buffer" : "receive-buffer",
                    bytes.matches("[0-9]+") ? bytes + "B" : bytes);
        } else {
            remarks.add(line.source().remark(line.service() + ": " + option + ": there is nothing like it"));
        }
    }
}
