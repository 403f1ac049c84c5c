package org.virtuald.host.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.HostConf;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.Host;
import org.virtuald.host.HostDirectories;
import org.virtuald.host.HostException;
import org.virtuald.host.Tenancy;
import org.virtuald.host.guest.GuestLoggers;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.launcher.TrustedFiles;
import org.virtuald.posix.CurrentProcess;

/** A host inside the JVM of an application. The agent calls it by its name, from its own class loader. */
public final class GuestHost {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** Without it JNR needs a library that writes classes, which is not in the distribution. */
    private static final String NO_GENERATED_CODE = "jnr.ffi.asm.enabled";

    private static final long LONGEST_STOP_MILLIS = 15_000;

    private GuestHost() {}

    /**
     * Runs a host until the JVM ends, or it cannot go on. Never throws for what is wrong with its files: the log says it.
     *
     * @param home the distribution
     * @param conf the conf directory
     * @param state the state directory
     */
    public static void run(Path home, Path conf, Path state) throws InterruptedException {
        try {
            loadNativeCode();
            serve(new HostDirectories(home, conf, state));
        } catch (HostException e) {
            String.valueOf(e.getMessage()).lines().forEach(LOG::error);
            LOG.error("no host runs in this JVM; the application goes on");
        }
    }

    /**
     * JNR looks at the property once, when it loads its first library; so it is there for that moment only. An application
     * that uses a JNR of its own works with either value.
     */
    private static void loadNativeCode() {
        String before = System.setProperty(NO_GENERATED_CODE, "false");
        try {
            CurrentProcess.pid();
        } finally {
            if (before == null) {
                System.clearProperty(NO_GENERATED_CODE);
            } else {
                System.setProperty(NO_GENERATED_CODE, before);
            }
        }
    }

    private static void serve(HostDirectories directories) throws HostException, InterruptedException {
        HostConf conf = HostConfFile.read(directories.conf());
        GuestLoggers.ALL.setLevel("", LogOutput.level(conf.logLevel()));
        if (CurrentProcess.effectiveUser() == 0) {
            checkOwners(directories);
        }
        Host host = Host.start(
                Tenancy.GUEST, directories, conf, Supervisor.none(), Main::ask, GuestHost::endWithApplication);
        ExitStatus end = host.awaitEnd();
        host.close();
        if (end != ExitStatus.OK) {
            LOG.error("the host has ended; the application goes on");
        }
    }

    /** What others than root could write would run as root. */
    private static void checkOwners(HostDirectories directories) throws HostException {
        directories.checkOwners();
        try {
            TrustedFiles.check(directories.home().resolve("lib").resolve("virtuald-agent.jar"));
        } catch (IOException e) {
            throw new HostException(ExitStatus.UNAVAILABLE, "root runs the agent, but " + e.getMessage());
        }
    }

    /** Stops the host when the JVM ends, and has the JVM wait for that: daemon threads run on meanwhile. */
    private static void endWithApplication(Host host) {
        Thread serving = Thread.currentThread();
        Thread hook = new Thread(
                () -> {
                    host.stop();
                    try {
                        serving.join(LONGEST_STOP_MILLIS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "virtuald-stop");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            host.stop(); // the JVM is ending already
        }
    }
}
