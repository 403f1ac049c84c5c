package org.virtuald.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The etc/ld.so.conf and etc/ld.so.cache of a root, for libraries that its loader does not find otherwise. That is so
 * for directories that only this machine's ld.so.conf names, and for those a program names by {@code $ORIGIN}, which
 * needs /proc.
 */
final class LinkerConf {

    private static final String CONF = "/etc/ld.so.conf";

    private final Path root;
    private final HostPrograms programs;

    LinkerConf(Path root, HostPrograms programs) {
        this.root = root;
        this.programs = programs;
    }

    /** Names the directories that are needed, if any, and has ldconfig(8) list what is in them. */
    void write(RootWriter writer, List<ProgramFiles> plan) throws IOException, RootException {
        Set<String> directories = new LinkedHashSet<>();
        for (ProgramFiles files : plan) {
            for (Missing missing : RootInspector.inspect(root, files.program(), programs.searchPath())) {
                if (missing instanceof Missing.Library library
                        && files.libraries().containsKey(library.name())) {
                    directories.add(directory(files.libraries().get(library.name())));
                }
            }
        }
        if (!directories.isEmpty()) {
            append(writer, directories);
            Optional<String> refusal = ldconfig();
            if (refusal.isPresent()) {
                writer.warn("%s: programs do not find libraries in %s until you run ldconfig -r %s as root: %s"
                        .formatted(root, String.join(", ", new TreeSet<>(directories)), root, refusal.get()));
            }
        }
    }

    /** The directory that ldconfig is to look into; it looks into those for hardware capabilities by itself. */
    private String directory(String library) {
        String directory = Tree.parent(library);
        int capabilities = directory.indexOf("/glibc-hwcaps/");
        String base = capabilities < 0 ? directory : directory.substring(0, capabilities);
        return programs.machine().resolve(base) instanceof Resolution.Found found ? found.path() : base;
    }

    /** The file is a list, so that lines are added to it, and those of an earlier build stay. */
    private static void append(RootWriter writer, Set<String> directories) throws IOException, RootException {
        Set<String> lines = new LinkedHashSet<>();
        if (writer.tree().resolve(CONF) instanceof Resolution.Found conf && conf.isRegular()) {
            Files.readString(conf.file()).lines().forEach(lines::add);
        }
        lines.addAll(directories);
        writer.overwrite(CONF, new Content.Text(String.join("\n", lines) + "\n"));
    }

    /** Runs this machine's ldconfig, which enters the root; {@code -X} leaves the links to libraries alone. */
    private Optional<String> ldconfig() throws IOException {
        Optional<String> program = programs.ownTool("ldconfig");
        if (program.isEmpty()) {
            return Optional.of("program ldconfig not found");
        }
        Command command = Command.run(List.of(program.get(), "-X", "-r", root.toString()));
        return command.status() == 0 ? Optional.empty() : Optional.of(command.output());
    }
}
