package org.virtuald.host;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.HostConf;
import org.virtuald.conf.UserName;
import org.virtuald.launcher.AccountLookUp;
import org.virtuald.posix.Account;

/** Whom the host becomes once the launcher runs. */
final class HostUser {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** The user that an installation makes for the host, and the one that every machine has. */
    private static final List<String> DEFAULTS = List.of("virtuald", "nobody");

    private HostUser() {}

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
