package org.virtuald.host.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.HostDirectories;
import picocli.CommandLine.Option;

/** The options that say where the conf and the state are. */
final class DirectoryOptions {
    private static final String HOME = "virtuald.home";

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "The conf directory. Default: /etc/virtuald if there is one, else conf beside bin.")
    private @Nullable Path conf;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The state directory, used by one host at a time. Default: /var/lib/virtuald.")
    private Path state = Path.of("/var/lib/virtuald");

    DirectoryOptions() {}

    /**
     * As given.
     *
     * @param conf null for the default
     * @param state null for the default
     */
    DirectoryOptions(@Nullable Path conf, @Nullable Path state) {
        this.conf = conf;
        this.state = state == null ? this.state : state;
    }

    /** Where the distribution is: the start script says so. */
    static Path home() {
        return Path.of(System.getProperty(HOME, "."));
    }

    Path conf() {
        if (conf != null) {
            return conf;
        }
        Path installed = Path.of("/etc/virtuald");
        return installed.toFile().isDirectory() ? installed : home().resolve("conf");
    }

    Path state() {
        return state;
    }

    HostDirectories all() {
        return new HostDirectories(home(), conf(), state);
    }
}
