package org.virtuald.host.cli;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.HostConf;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;

/** Reads {@code virtuald.conf}, or says all that is wrong with it. */
final class HostConfFile {
    private HostConfFile() {}

    static HostConf read(Path confDirectory) throws HostException {
        Reading<HostConf> reading = new ConfReader(confDirectory, ConfFiles.plain()).host();
        if (reading instanceof Reading.Accepted<HostConf> accepted) {
            return accepted.value();
        }
        throw new HostException(
                ExitStatus.CONFIG,
                reading.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
}
