package org.virtuald.conf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.virtuald.fuzz.Mutations;

/** Whatever stands in a file, reading it answers values or errors, and throws nothing. */
class ConfFuzzTest {

    @Test
    void everyConfIsAcceptedOrRefused() {
        Mutations.of("conf").forEach(bytes -> {
            ConfReader reader = new ConfReader(Path.of("/conf"), file -> {
                byte[] content = Map.of(
                                "/conf/services/ftp.conf", bytes, "/etc/services", "http 80/tcp\n".getBytes(UTF_8))
                        .get(file.toString());
                if (content == null) {
                    throw new NoSuchFileException(file.toString());
                }
                return content;
            });
            Reading<ServiceConf> reading = reader.service("ftp");
            if (reading instanceof Reading.Accepted<ServiceConf> accepted) {
                assertThat(accepted.value().program().exec()).isNotEmpty();
                assertThat(reader.roots(accepted.value())).isNotNull();
            } else {
                assertThat(reading.problems()).isNotEmpty();
                assertThat(reading.problems().toString()).doesNotContain("\n", "\u001b");
            }
        });
    }

    @Test
    void everyTableIsAcceptedOrRefusedAndAnswersEveryAddress() throws UnknownHostException {
        InetAddress four = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress six = InetAddress.getByAddress(new byte[16]);
        Mutations.of("roots").forEach(bytes -> {
            Reading<RootsTable> reading = RootsTable.parse("table", new String(bytes, ISO_8859_1));
            if (reading instanceof Reading.Accepted<RootsTable> accepted) {
                for (InetAddress address : new InetAddress[] {four, six}) {
                    if (accepted.value().lookup(address) instanceof RootsTable.Match.Root root) {
                        assertThat(root.directory()).startsWith("/").doesNotContain("/../", "\0", "\n");
                    }
                }
            } else {
                assertThat(reading.problems()).isNotEmpty();
            }
        });
    }
}
