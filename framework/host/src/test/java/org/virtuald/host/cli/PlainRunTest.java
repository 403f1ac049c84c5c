package org.virtuald.host.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlainRunTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run --any-owner",
                "run --conf /a",
                "run --conf=/a --state=b/c",
                "run --state b --any-owner --conf a=b",
                "run --conf=a=b"
            })
    void plainArgumentsMeanWhatPicocliTakesThemFor(String line) {
        String[] arguments = line.split(" ");
        CommandLine picocli = Main.commandLine("run");
        picocli.parseArgs(arguments);
        RunCommand command = requireNonNull(picocli.getSubcommands().get("run")).getCommand();

        assertThat(PlainRun.of(arguments)).contains(new PlainRun(command.directories(), command.isForAnyOwner()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "--help",
                "run --help",
                "run --conf",
                "run --conf=",
                "run --conf a --conf b",
                "run --any-owner --any-owner",
                "run --conf --any-owner",
                "run --conf @file",
                "run --conf \"a\"",
                "run --cnf a",
                "run --any-owner=true",
                "run more",
                "run -- --conf a"
            })
    void allElseIsPicoclis(String line) {
        assertThat(PlainRun.of(line.split(" "))).isEmpty();
        assertThat(PlainRun.of()).isEmpty();
    }
}
