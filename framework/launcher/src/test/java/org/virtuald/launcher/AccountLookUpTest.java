package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.UserName;
import org.virtuald.posix.Account;

class AccountLookUpTest {

    @Test
    void everyMachineHasRoot() {
        Account root = known("root", Optional.empty());

        assertThat(root.isRoot()).isTrue();
        assertThat(root.gid()).isZero();
        assertThat(root.groups()).contains(0L);
    }

    @Test
    void aGroupTakesThePlaceOfTheUsersOwn() {
        Account root = known("root", Optional.of("0"));

        assertThat(root.gid()).isZero();
        assertThat(root.groups()).contains(0L);
    }

    @Test
    void idsNeedNoEntry() {
        AccountLookUp found = AccountLookUp.of(new UserName("61234", Optional.of("61235")));

        // a user namespace has fewer ids than the machine
        if (found instanceof AccountLookUp.Known known) {
            assertThat(known.account()).isEqualTo(new Account("61234", 61234, 61235, List.of()));
        } else {
            assertThat(unknown("61234", Optional.of("61235"))).contains("cannot be taken on in this user namespace");
        }
    }

    @Test
    void anUnknownUserIsNamed() {
        assertThat(unknown("nobody-of-that-name", Optional.empty()))
                .isEqualTo("user: no user \"nobody-of-that-name\" on this machine");
    }

    @Test
    void anUnknownGroupIsNamed() {
        assertThat(unknown("root", Optional.of("no-group-of-that-name")))
                .isEqualTo("user: no group \"no-group-of-that-name\" on this machine");
    }

    @Test
    void anIdThatTheKernelHasNotIsNoUser() {
        // 2^32 - 1 means "leave it" to setresuid(2): a program would stay root
        assertThat(unknown("4294967295", Optional.empty())).contains("no user \"4294967295\"");
        assertThat(unknown("root", Optional.of("4294967295"))).contains("no group \"4294967295\"");
    }

    private static Account known(String user, Optional<String> group) {
        AccountLookUp found = AccountLookUp.of(new UserName(user, group));
        assertThat(found).isInstanceOf(AccountLookUp.Known.class);
        return ((AccountLookUp.Known) found).account();
    }

    private static String unknown(String user, Optional<String> group) {
        AccountLookUp found = AccountLookUp.of(new UserName(user, group));
        assertThat(found).isInstanceOf(AccountLookUp.Unknown.class);
        return ((AccountLookUp.Unknown) found).reason();
    }
}
