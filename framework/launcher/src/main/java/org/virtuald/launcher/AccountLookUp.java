package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.virtuald.conf.Program;
import org.virtuald.conf.UserName;
import org.virtuald.posix.Account;
import org.virtuald.posix.Accounts;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.UserNamespace;

/** What the machine's user database says to the user of a conf. */
public sealed interface AccountLookUp {

    /**
     * An identity that a process here can take on.
     *
     * @param account the identity
     */
    record Known(Account account) implements AccountLookUp {}

    /**
     * There is no such identity.
     *
     * @param reason in words for the conf's author
     */
    record Unknown(String reason) implements AccountLookUp {}

    /** Looks up who a program is: its user, and the supplementary groups that take the place of the user's own. */
    static AccountLookUp of(Program program) {
        AccountLookUp found = of(program.user());
        if (!(found instanceof Known known) || program.groups().isEmpty()) {
            return found;
        }
        List<Long> groups = new ArrayList<>();
        try {
            for (String name : program.groups().get()) {
                OptionalLong group = Accounts.group(name);
                if (group.isEmpty() || !UserNamespace.hasGroup(group.getAsLong())) {
                    return new Unknown("groups: no group \"" + name + "\" on this machine");
                }
                groups.add(group.getAsLong());
            }
        } catch (ErrnoException e) {
            return new Unknown("groups: cannot read the user database: " + e.getMessage());
        }
        Account account = known.account();
        return new Known(new Account(
                account.name(),
                account.uid(),
                account.gid(),
                groups.stream().sorted().distinct().toList()));
    }

    /** Looks up a user and, where one is named, the group that takes the place of its own. */
    static AccountLookUp of(UserName name) {
        try {
            OptionalLong gid = OptionalLong.empty();
            if (name.group().isPresent()) {
                gid = Accounts.group(name.group().get());
                if (gid.isEmpty()) {
                    return new Unknown("user: no group \"" + name.group().get() + "\" on this machine");
                }
            }
            Optional<Account> user = Accounts.user(name.user(), gid);
            if (user.isEmpty()) {
                return new Unknown("user: no user \"" + name.user() + "\" on this machine");
            }
            return inThisNamespace(user.get());
        } catch (ErrnoException e) {
            return new Unknown("user: cannot read the user database: " + e.getMessage());
        }
    }

    private static AccountLookUp inThisNamespace(Account account) {
        if (!UserNamespace.hasUser(account.uid()) || !UserNamespace.hasGroup(account.gid())) {
            return new Unknown("user: \"" + account.name() + "\" (uid " + account.uid() + ", gid " + account.gid()
                    + ") cannot be taken on in this user namespace");
        }
        return new Known(account);
    }
}
