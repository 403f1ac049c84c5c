package org.virtuald.bundles.shell;

import java.io.PrintStream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Process;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;
import org.virtuald.service.Reload;

/** The commands of the scope {@code virtuald}: each does and says what {@code virtuald COMMAND} does. Gogo calls them by name. */
public final class HostCommands {
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
}
