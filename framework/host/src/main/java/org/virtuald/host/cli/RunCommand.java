package org.virtuald.host.cli;

import java.util.concurrent.Callable;
import org.virtuald.conf.HostConf;
import org.virtuald.host.Host;
import org.virtuald.host.HostDirectories;
import org.virtuald.host.HostException;
import org.virtuald.host.systemd.Supervisor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code virtuald run}: a host in the foreground. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Run the services of a conf directory in the foreground.",
        footer = {"", "SIGTERM and SIGINT stop it, running programs go on. SIGHUP reads the conf again."})
final class RunCommand implements Callable<Integer> {
    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Override
    public Integer call() throws HostException, InterruptedException {
        HostDirectories directories = options.all();
        HostConf conf = HostConfFile.read(directories.conf());
        LogOutput.toStandardError(conf.logLevel());
        try (Host host = Host.start(directories, conf, Supervisor.fromEnvironment(), Signals::handleFor)) {
            ExitGuard.watch(host);
            return host.awaitEnd().code();
        }
    }
}
