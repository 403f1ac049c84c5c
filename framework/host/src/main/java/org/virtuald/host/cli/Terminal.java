package org.virtuald.host.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where the output of a command goes.
 *
 * @param isTerminal whether a person sees it
 * @param width columns that a line may have; {@link #UNBOUNDED} where nobody says
 * @param height lines that are seen at once; {@link #UNBOUNDED} where nobody says
 * @param hasColours whether some words may have colours
 */
record Terminal(boolean isTerminal, int width, int height, boolean hasColours) {
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final int LEAST = 20;
    private static final int STANDARD_OUTPUT = 1;
    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");
    private static final Pattern SIZE = Pattern.compile("(\\d+) (\\d+)");

    /** That of this process. {@code COLUMNS} and {@code LINES} count before what the terminal says of itself. */
    static Terminal standardOutput() {
        Map<String, String> environment = System.getenv();
        boolean isTerminal = isOn(STANDARD_OUTPUT);
        Matcher size = SIZE.matcher(isTerminal ? stty("size") : "");
        boolean isSized = size.matches();
        return of(
                environment,
                isTerminal,
                isSized ? Integer.parseInt(size.group(2)) : UNBOUNDED,
                isSized ? Integer.parseInt(size.group(1)) : UNBOUNDED);
    }

    /** Where a command writes to: the standard output, unless it was told that it writes elsewhere. */
    static Terminal of(CommandSpec command) {
        return command.commandLine().getColorScheme().ansi() == CommandLine.Help.Ansi.OFF
                ? new Terminal(false, UNBOUNDED, UNBOUNDED, false)
                : standardOutput();
    }

    static Terminal of(Map<String, String> environment, boolean isTerminal, int width, int height) {
        boolean isColourful = isTerminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty() // https://no-color.org
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(
                isTerminal,
                size(environment.get("COLUMNS"), width),
                size(environment.get("LINES"), height),
                isColourful);
    }

    private static int size(@Nullable String wanted, int otherwise) {
        int size = wanted != null && wanted.matches("[1-9]\\d{0,4}") ? Integer.parseInt(wanted) : otherwise;
        return size <= 0 ? UNBOUNDED : Math.max(LEAST, size);
    }

    /**
     * Whether a descriptor of this process is a terminal. The kernel's links are asked: a call of isatty(3) would load the
     * C library's binding, which takes longer than the rest of a short command.
     */
    static boolean isOn(int descriptor) {
        try {
            return DEVICE.matcher(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                            .toString())
                    .matches();
        } catch (IOException e) {
            return false;
        }
    }

    /** What stty(1) says about the terminal of this process; empty where there is none. */
    static String stty(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process stty = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return stty.waitFor() == 0 ? text.strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
