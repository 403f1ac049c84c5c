package org.virtuald.host.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.inetd.Accounts;
import org.virtuald.inetd.Imported;
import org.virtuald.inetd.InetdDefaults;
import org.virtuald.inetd.InetdImport;
import org.virtuald.inetd.XinetdImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virtuald import}: conf files made of those of other super-servers. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Make conf files of those of inetd or xinetd.",
        subcommands = {ImportCommand.Inetd.class, ImportCommand.Xinetd.class})
final class ImportCommand {
    ImportCommand() {}

    /** What both have in common: where the files go. */
    abstract static class Importing implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--conf",
                paramLabel = "DIR",
                description = "The conf directory that they are written to. Default: /etc/virtuald.")
        private Path directory = Path.of("/etc/virtuald");

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or directories whose files are read.")
        private List<Path> files = List.of();

        @Option(names = "--force", description = "Replace conf files that exist.")
        private boolean force;

        @Option(names = "--print", description = "Print the conf files, write none.")
        private boolean print;

        abstract Imported read(List<Path> files) throws IOException;

        /** It tells of the whole host, so an import never takes it away. */
        private static final String HOST_FILE = "virtuald.conf";

        @Override
        public Integer call() throws HostException {
            try {
                Imported imported = read(files);
                if (print) {
                    print(imported.files());
                } else {
                    write(imported.files());
                }
                imported.remarks().forEach(spec.commandLine().getErr()::println);
                return ExitStatus.OK.code();
            } catch (IOException e) {
                throw new HostException(
                        ExitStatus.OS_ERROR, e.getClass().getSimpleName() + ": " + String.valueOf(e.getMessage()));
            }
        }

        private void print(Map<String, String> imported) {
            imported.forEach(
                    (name, content) -> spec.commandLine().getOut().print("### " + name + "\n" + content + "\n"));
            spec.commandLine().getOut().flush();
        }

        private void write(Map<String, String> imported) throws IOException, HostException {
            for (String name : imported.keySet()) {
                if (!force
                        && !name.equals(HOST_FILE)
                        && Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    throw new HostException(
                            ExitStatus.OS_ERROR,
                            directory.resolve(name) + " exists; nothing was written (--force replaces)");
                }
            }
            PrintWriter out = spec.commandLine().getOut();
            for (Map.Entry<String, String> file : imported.entrySet()) {
                Path path = directory.resolve(file.getKey());
                if (file.getKey().equals(HOST_FILE) && Files.exists(path)) {
                    spec.commandLine().getErr().print(path + ": exists and stays; it needs this:\n" + file.getValue());
                    continue;
                }
                Files.createDirectories(path.resolveSibling(""));
                // a running host never sees half of it
                Path unfinished = path.resolveSibling("." + path.getFileName() + ".new");
                Files.writeString(unfinished, file.getValue(), UTF_8);
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                out.println(path);
            }
            out.println(imported.size() + " files; try them with: virtuald check --conf " + directory);
        }
    }

    /** {@code virtuald import inetd}. */
    @Command(
            name = "inetd",
            mixinStandardHelpOptions = true,
            description = {
                "Read inetd.conf in the dialects of OpenBSD, Debian, FreeBSD and GNU, and write a conf file for each service.",
                "What has no counterpart is told on standard error, with its file and line."
            })
    static final class Inetd extends Importing {
        @Option(
                names = "--backlog",
                paramLabel = "N",
                description = "The queue of every listening socket, as inetd -q.")
        private @Nullable Integer backlog;

        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "How many connections of a service are taken in a minute, as inetd -R.")
        private @Nullable Integer rate;

        @Option(names = "--tcp-wrappers", description = "Let hosts.allow and hosts.deny decide, as inetd -l.")
        private boolean tcpWrappers;

        @Option(names = "--environment", description = "Give programs this command's environment, as inetd -E.")
        private boolean environment;

        @Override
        Imported read(List<Path> files) throws IOException {
            return InetdImport.read(
                    files,
                    Accounts.ofThisMachine(),
                    new InetdDefaults(
                            optional(backlog), optional(rate), tcpWrappers, environment ? System.getenv() : Map.of()));
        }

        private static OptionalInt optional(@Nullable Integer number) {
            return number == null ? OptionalInt.empty() : OptionalInt.of(number);
        }
    }

    /** {@code virtuald import xinetd}. */
    @Command(
            name = "xinetd",
            mixinStandardHelpOptions = true,
            description = {
                "Read xinetd.conf, or a directory such as /etc/xinetd.d, and write a conf file for each service.",
                "What has no counterpart is told on standard error, with its file and line."
            })
    static final class Xinetd extends Importing {
        @Option(
                names = "--tcp-wrappers",
                description = "Let hosts.allow and hosts.deny decide, as an xinetd that was built with libwrap.")
        private boolean tcpWrappers;

        @Override
        Imported read(List<Path> files) throws IOException {
            return XinetdImport.read(files, tcpWrappers);
        }
    }
}
