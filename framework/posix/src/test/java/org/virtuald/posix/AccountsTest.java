package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AccountsTest {

    @Test
    void knowsTheUsersOfTheMachine() throws Exception {
        Account root = Accounts.user("root", OptionalLong.empty()).orElseThrow();
        assertThat(root.uid()).isZero();
        assertThat(root.gid()).isZero();
        assertThat(root.groups()).contains(0L);
        assertThat(root.isRoot()).isTrue();
        assertThat(Accounts.user("nobody", OptionalLong.empty()).orElseThrow().uid())
                .isEqualTo(65534);
    }

    @Test
    void takesNumbersAsIdsButNamesFirst() throws Exception {
        assertThat(Accounts.user("0", OptionalLong.empty()).orElseThrow().name())
                .isEqualTo("root");
        assertThat(Accounts.user("12345", OptionalLong.empty()))
                .contains(new Account("12345", 12345, 12345, java.util.List.of()));
        assertThat(Accounts.group("12345")).isEqualTo(OptionalLong.of(12345));
    }

    @Test
    void aNamedGroupTakesThePlaceOfTheUsersFirst() throws Exception {
        Account account = Accounts.user("nobody", OptionalLong.of(4)).orElseThrow();
        assertThat(account.gid()).isEqualTo(4);
        assertThat(account.groups()).containsExactly(4L);
    }

    @Test
    void unknownNamesAreAbsent() throws Exception {
        assertThat(Accounts.user("no-such-user", OptionalLong.empty())).isEmpty();
        assertThat(Accounts.user("4294967295", OptionalLong.empty())).isEmpty();
        assertThat(Accounts.user("-1", OptionalLong.empty())).isEmpty();
        assertThat(Accounts.group("no-such-group")).isEmpty();
    }
}
