package org.virtuald.bundles.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Process;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;
import org.virtuald.service.Reload;

/** The commands of the scope {@code virtuald}: each does and says what {@code virtuald COMMAND} does. Gogo calls them by name. */
public final class HostCommands {
    static final String[] NAMES = {
        "reload",
        "pause",
        "resume",
        "drain",
        "status",
        "services",
        "connections",
        "kill",
        "lookup",
        "refusals",
        "failures",
        "logLevel"
    };

    private final Administration host;

    HostCommands(Administration host) {
        this.host = host;
    }

    /** {@code virtuald reload}. */
    @Descriptor("read the conf now, and say what that changed")
    public void reload() throws AdministrationException, CommandFailure {
        reload(host);
    }

    static void reload(Administration host) throws AdministrationException, CommandFailure {
        Reload reload = host.reload();
        PrintStream err = Process.Utils.current().err();
        PrintStream out = Process.Utils.current().out();
        reload.complaints().forEach(err::println);
        reload.outcomes().forEach(out::println);
        if (reload.hasRefused()) {
            throw new CommandFailure(ExitStatus.CONFIG, "");
        }
    }

    /** {@code virtuald pause}. */
    @Descriptor("leave a service's new connections in the kernel's queue until it is resumed")
    public void pause(@Descriptor("the service's name") String service) throws AdministrationException {
        host.pause(service);
    }

    /** {@code virtuald resume}. */
    @Descriptor("take a paused or drained service's connections again, the waiting ones first")
    public void resume(@Descriptor("the service's name") String service) throws AdministrationException {
        host.resume(service);
    }

    /** {@code virtuald drain}. */
    @Descriptor("pause a service and return when its last program has ended")
    public void drain(@Descriptor("the service's name") String service)
            throws AdministrationException, InterruptedException {
        host.drain(service);
    }

    /** {@code virtuald status}. */
    @Descriptor("show the host and its services; --help tells more")
    public void status(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("status", arguments);
    }

    /** {@code virtuald services}. */
    @Descriptor("list the services; --help tells more")
    public void services(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("services", arguments);
    }

    /** {@code virtuald connections}. */
    @Descriptor("list the connections, of a service or of all; --help tells more")
    public void connections(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("connections", arguments);
    }

    /** {@code virtuald kill}. */
    @Descriptor("end connections; --help tells more")
    public void kill(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("kill", arguments);
    }

    /** {@code virtuald lookup}. */
    @Descriptor("tell the root that a service has for an address; --help tells more")
    public void lookup(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("lookup", arguments);
    }

    /** {@code virtuald refusals}. */
    @Descriptor("tell how many connections were refused, and why; --help tells more")
    public void refusals(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("refusals", arguments);
    }

    /** {@code virtuald failures}. */
    @Descriptor("list the latest connections that failed before their program ran; --help tells more")
    public void failures(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("failures", arguments);
    }

    /** {@code virtuald log-level}. */
    @Descriptor("show or change how much the log says; --help tells more")
    public void logLevel(@Descriptor("options and arguments") String[] arguments)
            throws AdministrationException, CommandFailure {
        command("log-level", arguments);
    }

    private void command(String name, String[] arguments) throws AdministrationException, CommandFailure {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        PrintWriter out = new PrintWriter(Process.Utils.current().out(), false, UTF_8);
        PrintWriter err = new PrintWriter(Process.Utils.current().err(), false, UTF_8);
        int status = host.command(command, out, err);
        if (status != 0) {
            throw new CommandFailure(status, "");
        }
    }
}
