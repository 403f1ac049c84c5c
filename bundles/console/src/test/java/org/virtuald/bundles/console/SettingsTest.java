package org.virtuald.bundles.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page is on loopback, or the settings are refused. */
class SettingsTest {

    @Test
    void withoutSettingsItIsOn127001(@TempDir Path directory) throws IOException {
        Settings settings = Settings.read(directory.resolve("console.properties"));
        assertThat(settings.listen().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(settings.listen().getPort()).isEqualTo(8470);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "127.9.8.7:8470", "[::1]:65535"})
    void anyAddressOfLoopbackWillDo(String listen) {
        assertThat(Settings.of(listen(listen)).listen().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0:8470", "10.0.0.1:8470", "[::]:8470", "[2001:db8::1]:8470", "[::ffff:10.0.0.1]:8470"})
    void othersAreRefused(String listen) {
        assertThatThrownBy(() -> Settings.of(listen(listen)))
                .hasMessageContaining("listen: " + listen + " is not of loopback")
                .hasMessageContaining("ssh -L");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8470",
                "localhost:8470",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "127.0.0.999:80",
                "[::1:80",
                "[:::]:80"
            })
    void whatIsNoAddressIsRefusedWithoutAskingForAName(String listen) {
        assertThatThrownBy(() -> Settings.of(listen(listen)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("listen: ");
    }

    @Test
    void theMessageNamesTheFileAndTheKey(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("console.properties"), "port = 1\n");
        assertThatThrownBy(() -> Settings.read(file)).hasMessage(file + ": port: unknown; there is listen");
    }

    private static Properties listen(String text) {
        Properties properties = new Properties();
        properties.setProperty("listen", text);
        return properties;
    }
}
