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
import org.virtuald.launcher.TrustedFiles;
import org.virtuald.posix.CurrentProcess;

/** Reads {@code virtuald.conf}, or says all that is wrong with it. */
final class HostConfFile {
    private HostConfFile() {}

    static HostConf read(Path confDirectory) throws HostException {
        // what root reads must be root's; an ordinary user is about to be told that it takes root
        ConfFiles files = CurrentProcess.effectiveUser() == 0 ? new TrustedFiles() : ConfFiles.plain();
        Reading<HostConf> reading = new ConfReader(confDirectory, files).host();
        if (reading instanceof Reading.Accepted<HostConf> accepted) {
            return accepted.value();
        }
        throw new HostException(
                ExitStatus.CONFIG,
                reading.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
}
