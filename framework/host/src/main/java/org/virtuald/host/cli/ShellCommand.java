package org.virtuald.host.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.virtuald.host.HostException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code virtuald shell}: the OSGi shell of a running host. It names no class of the shell's jars: other commands have them not. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        description = {
            "Run commands in the OSGi shell of the running host, whose bundle \"shell\" must be installed.",
            "On a terminal lines are edited, with history and completion; else they are read from stdin."
        },
        footer = {
            "",
            "Exit status: 0 when all went well, else that of the first line that failed: 64 no such command,",
            "69 no host, no shell, no such bundle or service, 78 a file of the conf was refused, 70 anything else."
        })
final class ShellCommand implements Callable<Integer> {
    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Option(names = "-c", paramLabel = "LINE", description = "Run this line and exit. Can be given several times.")
    private List<String> lines = List.of();

    @Override
    public Integer call() throws HostException {
        return new ShellLines(options).run(lines);
    }
}
