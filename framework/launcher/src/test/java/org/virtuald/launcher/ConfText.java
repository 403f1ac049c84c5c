package org.virtuald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

/** Confs from their text. */
final class ConfText {

    private ConfText() {}

    /** A service with these lines; what they leave out of the required keys is filled in. */
    static ServiceConf service(String... lines) {
        StringBuilder text = new StringBuilder("""
                listen = ["*:21"]
                exec   = ["in.ftpd", "-l"]
                roots  = ["default /"]
                user   = "root"
                """);
        for (String line : lines) {
            text.append(line).append('\n');
        }
        Reading<ServiceConf> reading =
                new ConfReader(Path.of("conf"), file -> text.toString().getBytes(UTF_8)).service("ftp");
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted<ServiceConf>) reading).value();
    }
}
