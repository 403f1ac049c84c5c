package org.virtuald.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

/** Confs from their text. */
final class ConfText {

    private ConfText() {}

    /** A service of this name; the arguments make one conf differ from another. */
    static ServiceConf service(String name, String... arguments) {
        String text = """
                listen = ["127.0.0.1:0"]
                exec   = ["cat", "%s"]
                roots  = ["default /"]
                user   = "root"
                """.formatted(String.join("\", \"", arguments));
        Reading<ServiceConf> reading = new ConfReader(Path.of("conf"), file -> text.getBytes(UTF_8)).service(name);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted<ServiceConf>) reading).value();
    }
}
