package org.virtuald.host;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.HostConf;
import org.virtuald.conf.UserName;
import org.virtuald.entry.Architecture;
import org.virtuald.entry.DeniedCalls;
import org.virtuald.entry.SeccompDenial;
import org.virtuald.entry.SeccompFilter;
import org.virtuald.launcher.AccountLookUp;
import org.virtuald.posix.Account;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.ProcessFilter;

/** Whom the host becomes once the launcher runs. */
final class HostUser {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** The user that an installation makes for the host, and the one that every machine has. */
    private static final List<String> DEFAULTS = List.of("virtuald", "nobody");

    private HostUser() {}

    /**
     * Gives up root for good, and the state directory with it. Nothing runs as root in this process from here on: no bundle
     * is started before.
     *
     * @throws HostException when that fails, or the new user cannot read the conf
     */
    static void become(HostConf conf, HostDirectories directories, StateDirectory state) throws HostException {
        Optional<Account> account = of(conf);
        if (account.isEmpty()) {
            return;
        }
        openClassPath();
        state.giveTo(account.get());
        try {
            CurrentProcess.become(account.get());
        } catch (ErrnoException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot give up root: " + e.getMessage());
        }
        confine();
        if (!Files.isReadable(directories.conf()) || !Files.isExecutable(directories.conf())) {
            throw new HostException(
                    ExitStatus.CONFIG,
                    "the host's user " + account.get().name() + " cannot read " + directories.conf()
                            + ": make it and the folders above it readable (chmod go+rX), or name another user in virtuald.conf");
        }
    }

    /**
     * What a bundle, or who has taken the host over, needs no more than a program does: to be root again by a setuid file,
     * the kernel's rarer calls, the memory of another process of the user. Without a filter in the kernel the host is as
     * safe as its user.
     */
    private static void confine() throws HostException {
        try {
            // the change of user has set it to what fs.suid_dumpable says
            CurrentProcess.denyTracing();
            CurrentProcess.denyCores();
        } catch (ErrnoException e) {
            throw new HostException(ExitStatus.OS_ERROR, "cannot protect the host: " + e.getMessage());
        }
        try {
            ProcessFilter.apply(
                    SeccompFilter.bytes(DeniedCalls.byDefault(), SeccompDenial.ERRNO, Architecture.current()));
        } catch (ErrnoException e) {
            LOG.warn("the host is not denied any system calls: {}", e.getMessage());
        }
    }

    /**
     * Opens every jar of the class path while it surely can be read, because the new user may not reach its folder: the
     * search for a resource opens the class loader's own, and reading from a jar: URL those that the JDK keeps for such.
     */
    private static void openClassPath() throws HostException {
        try {
            for (URL manifest : Collections.list(ClassLoader.getSystemResources("META-INF/MANIFEST.MF"))) {
                manifest.openStream().close();
            }
        } catch (IOException e) {
            throw new HostException(ExitStatus.UNAVAILABLE, "cannot read the distribution: " + FileFailure.reason(e));
        }
    }

    /**
     * The account of the conf's user, or of the first default that exists. Empty in a user namespace that has no other
     * user than its root: that root is an ordinary user of the machine already.
     *
     * @throws HostException when the conf names a user that does not exist, or the superuser
     */
    static Optional<Account> of(HostConf conf) throws HostException {
        if (conf.user().isPresent()) {
            AccountLookUp found = AccountLookUp.of(conf.user().get());
            if (found instanceof AccountLookUp.Known known) {
                return Optional.of(ordinary(known.account()));
            }
            throw new HostException(ExitStatus.CONFIG, "virtuald.conf: " + ((AccountLookUp.Unknown) found).reason());
        }
        for (String name : DEFAULTS) {
            AccountLookUp found = AccountLookUp.of(new UserName(name, Optional.empty()));
            if (found instanceof AccountLookUp.Known known) {
                return Optional.of(ordinary(known.account()));
            }
        }
        LOG.warn("no user to become: the host keeps the identity it was started with");
        return Optional.empty();
    }

    private static Account ordinary(Account account) throws HostException {
        if (account.isRoot()) {
            throw new HostException(
                    ExitStatus.CONFIG, "virtuald.conf: user: the host must not stay root; name an ordinary user");
        }
        return account;
    }
}
