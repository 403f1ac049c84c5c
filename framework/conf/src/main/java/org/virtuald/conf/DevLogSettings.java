package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What becomes of messages that programs write to {@code /dev/log} in their roots.
 *
 * @param to where they go
 * @param rate how many of each root
 */
public record DevLogSettings(RecordTarget to, Rate rate) {

    /** To the machine's syslog daemon, 100 a second. */
    public static final DevLogSettings USUAL =
            new DevLogSettings(new RecordTarget.Syslog(Path.of("/dev/log")), Rate.parse("100/s"));

    /** Checks that nothing is missing. */
    public DevLogSettings {
        requireNonNull(to, "to");
        requireNonNull(rate, "rate");
    }
}
