package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AccountsTest {

    @Test
    void knowsTheUsersOfTheMachine() throws Exception {
        Account root = Accounts.user("root").orElseThrow();
        assertThat(root.uid()).isZero();
        assertThat(root.gid()).isZero();
        assertThat(root.groups()).contains(0L);
        assertThat(root.isRoot()).isTrue();
        assertThat(Accounts.user("nobody").orElseThrow().uid()).isEqualTo(65534);
    }

    @Test
    void takesNumbersAsIdsButNamesFirst() throws Exception {
        assertThat(Accounts.user("0").orElseThrow().name()).isEqualTo("root");
        assertThat(Accounts.user("12345")).contains(new Account("12345", 12345, 12345, java.util.List.of()));
        assertThat(Accounts.group("12345")).isEqualTo(OptionalLong.of(12345));
    }

    @Test
    void unknownNamesAreAbsent() throws Exception {
        assertThat(Accounts.user("no-such-user")).isEmpty();
        assertThat(Accounts.user("4294967295")).isEmpty();
        assertThat(Accounts.user("-1")).isEmpty();
        assertThat(Accounts.group("no-such-group")).isEmpty();
    }
}
