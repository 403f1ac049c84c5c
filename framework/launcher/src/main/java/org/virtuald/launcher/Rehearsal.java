package org.virtuald.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

/**
 * Opens one service and closes it again while the host is not ready to ask for any: most of what the first one costs is
 * classes that are used for the first time, and until then this process has nothing to do. What goes wrong is told when the
 * host asks.
 */
final class Rehearsal implements Runnable {
    private static final String SUFFIX = ".conf";

    private final Path confDirectory;
    private final ServiceOpener opener;

    Rehearsal(Path confDirectory, ServiceOpener opener) {
        this.confDirectory = confDirectory;
        this.opener = opener;
    }

    @Override
    public void run() {
        try {
            rehearse();
        } catch (IOException e) {
            // there is no service then, or it cannot be had; the host will see
        }
    }

    /** The name of the service that was opened and closed, if there is one that can be. */
    Optional<String> rehearse() throws IOException {
        ConfReader conf = new ConfReader(confDirectory, new TrustedFiles());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(confDirectory.resolve("services"), "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Reading<ServiceConf> reading = conf.service(name.substring(0, name.length() - SUFFIX.length()));
                if (reading instanceof Reading.Accepted<ServiceConf> accepted
                        && isQuiet(accepted.value())
                        && open(accepted.value())) {
                    return Optional.of(accepted.value().name());
                }
            }
        }
        return Optional.empty();
    }

    /** Whether others would not see it come and go: control groups are directories. */
    private static boolean isQuiet(ServiceConf service) {
        return service.enabled()
                && service.redirect().isEmpty()
                && !service.cgroups().areAsked();
    }

    private boolean open(ServiceConf service) throws IOException {
        if (opener.open(service.name(), service.digest()) instanceof ServiceOpener.Outcome.Opened opened) {
            opened.hostEnd().close();
            return true;
        }
        return false;
    }
}
