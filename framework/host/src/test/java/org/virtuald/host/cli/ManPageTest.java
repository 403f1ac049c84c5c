package org.virtuald.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** virtuald(8) has every command with all its options. */
class ManPageTest {
    private static final Path PAGE = Path.of("..", "..", "dist", "src", "main", "man", "virtuald.adoc");
    private final String text = Files.readString(PAGE);

    ManPageTest() throws IOException {}

    @Test
    void hasEveryCommandWithItsOptions() {
        int seen = 0;
        for (CommandLine command : Main.commandLine("").getSubcommands().values()) {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                if (command.getSubcommands().isEmpty()) {
                    check(command.getCommandSpec(), command.getCommandName());
                } else {
                    command.getSubcommands()
                            .values()
                            .forEach(one ->
                                    check(one.getCommandSpec(), command.getCommandName() + " " + one.getCommandName()));
                }
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(15);
    }

    private void check(CommandSpec command, String name) {
        List<String> entry = text.lines()
                .filter(line -> line.matches("\\*" + name + "\\*( .*)?::"))
                .toList();
        assertThat(entry).as("entries of %s", name).hasSize(1);
        for (OptionSpec option : command.options()) {
            // commands that ask a running host take --conf as well, and have no use for it
            boolean isGeneral = option.usageHelp()
                    || option.versionHelp()
                    || option.hidden()
                    || option.longestName().equals("--conf");
            if (!isGeneral) {
                assertThat(entry.get(0)).as(name).contains("*" + option.longestName() + "*");
            }
        }
    }
}
