package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"root", "ftp:ftp", "1000", "1000:100", "www-data", "_x", "pc$", "a.b@example.org", "DOM\\user"})
    void isWrittenAsItIsRead(String text) {
        assertThat(UserName.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "a:", ":a", "a:b:c", "a b", "-a", "a/b", "a\nb", "a\0", "a,b"})
    void isNothingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserName.parse(text));
    }
}
