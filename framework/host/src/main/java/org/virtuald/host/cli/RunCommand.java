package org.virtuald.host.cli;

import java.util.concurrent.Callable;
import org.virtuald.conf.HostConf;
import org.virtuald.host.Host;
import org.virtuald.host.HostDirectories;
import org.virtuald.host.HostException;
import org.virtuald.host.Tenancy;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.posix.CurrentProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code virtuald run}: a host in the foreground. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Run the services of a conf directory in the foreground.",
        footer = {"", "SIGTERM and SIGINT stop it, running programs go on. SIGHUP reads the conf again."})
final class RunCommand implements Callable<Integer> {
    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Option(
            names = "--any-owner",
            description = "Start although others than root could have written the programs of the distribution.")
    private boolean anyOwner;

    @Override
    public Integer call() throws HostException, InterruptedException {
        return run(options.all(), anyOwner);
    }

    /**
     * Runs a host until it ends.
     *
     * @param anyOwner whether the distribution may be others' than root's
     * @return the exit status
     */
    static int run(HostDirectories directories, boolean anyOwner) throws HostException, InterruptedException {
        HostConf conf = HostConfFile.read(directories.conf());
        LogOutput.toStandardError(conf.logLevel());
        if (!anyOwner && CurrentProcess.effectiveUser() == 0) {
            checkOwners(directories);
        }
        try (Host host = Host.start(
                Tenancy.OWNER, directories, conf, Supervisor.fromEnvironment(), Main::ask, Signals::handleFor)) {
            return host.awaitEnd().code();
        }
    }

    HostDirectories directories() {
        return options.all();
    }

    boolean isForAnyOwner() {
        return anyOwner;
    }

    private static void checkOwners(HostDirectories directories) throws HostException {
        try {
            directories.checkOwners();
        } catch (HostException e) {
            throw new HostException(e.status(), e.getMessage() + "\nTo run it all the same: virtuald run --any-owner");
        }
    }
}
