package org.virtuald.host.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.root.BuildReport;
import org.virtuald.root.RootBuilder;
import org.virtuald.root.RootException;
import org.virtuald.root.RootParts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virtuald root}: what there is to do with root directories. */
@Command(
        name = "root",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Make root directories.",
        subcommands = RootCommand.Create.class)
final class RootCommand {

    /** {@code virtuald root create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Make a directory that programs can run in as their root.",
                "It gets the programs, their dynamic loader and libraries, a minimal /etc, and /dev/null. Run it again to"
                        + " add more programs."
            })
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(index = "0", paramLabel = "DIR", description = "The root directory.")
        private Path directory = Path.of("");

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "PROGRAM",
                description = "Names of programs on the PATH, or absolute paths.")
        private List<String> programs = List.of();

        @Option(names = "--force", description = "Replace files that exist and differ.")
        private boolean force;

        @Option(
                names = "--file",
                paramLabel = "PATH",
                description =
                        "Copy this file too, or all that is in this directory; of plug-ins, what they need in turn."
                                + " May be repeated.")
        private List<String> files = List.of();

        @Option(
                names = "--user",
                paramLabel = "USER",
                description = "Add a user of this machine to /etc/passwd and /etc/group, or one that is given as a line"
                        + " of passwd(5). May be repeated.")
        private List<String> users = List.of();

        @Option(
                names = "--device",
                paramLabel = "NAME",
                description = "Make /dev/NAME: zero, full, random, urandom, tty or ptmx. May be repeated.")
        private List<String> devices = List.of();

        @Option(
                names = "--from",
                paramLabel = "PACKAGES",
                description = "Take programs, libraries and files from this directory first, into which packages were"
                        + " unpacked with dpkg -x. May be repeated.")
        private List<Path> packages = List.of();

        @Override
        public Integer call() throws HostException {
            try {
                RootBuilder builder = new RootBuilder(
                        absolute(directory),
                        force,
                        line -> spec.commandLine().getOut().println(line),
                        packages.stream().map(Create::absolute).toList());
                BuildReport report = builder.build(new RootParts(programs, files, users, devices));
                report.warnings()
                        .forEach(warning -> spec.commandLine().getErr().println("virtuald: warning: " + warning));
                spec.commandLine()
                        .getOut()
                        .println(directory + ": " + report.created().size() + " files made, "
                                + report.kept().size() + " were there");
                return ExitStatus.OK.code();
            } catch (RootException e) {
                throw new HostException(ExitStatus.OS_ERROR, String.valueOf(e.getMessage()));
            }
        }

        private static Path absolute(Path path) {
            return path.toAbsolutePath().normalize();
        }
    }
}
