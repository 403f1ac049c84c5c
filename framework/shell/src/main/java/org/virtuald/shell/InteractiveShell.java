package org.virtuald.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads lines from the terminal, with history and completion, and has the host run them. */
public final class InteractiveShell {
    private static final String PROMPT = "virtuald> ";
    private static final Set<String> FAREWELLS = Set.of("exit", "quit", "logout");
    private static final Size COMMON_SIZE = new Size(80, 24);
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

    private final ShellClient client;
    private final Terminal terminal;
    private final LineReader reader;

    private InteractiveShell(ShellClient client, Terminal terminal, LineReader reader) {
        this.client = client;
        this.terminal = terminal;
        this.reader = reader;
    }

    /**
     * Talks to whoever sits at the terminal, until they say {@code exit} or Ctrl-D.
     *
     * @param history the file that keeps the lines from session to session, made with mode 0600; without it they are forgotten
     * @throws IOException when the session or the terminal is gone
     */
    public static void run(ShellClient client, Path history) throws IOException {
        // through stty(1): no native library is unpacked for it
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).provider("exec").build()) {
            if (terminal.getWidth() <= 0) { // a serial line, for example
                terminal.setSize(COMMON_SIZE);
            }
            DefaultParser parser = new DefaultParser();
            parser.setEscapeChars(null); // quoting is the host's business
            parser.setEofOnUnclosedQuote(false);
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("virtuald")
                    .parser(parser)
                    .completer((line, parsed, words) -> complete(client, parsed.line(), parsed.cursor())
                            .forEach(word -> words.add(new Candidate(word))))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            try {
                keepHistory(history);
                reader.setVariable(LineReader.HISTORY_FILE, history);
            } catch (IOException e) {
                terminal.writer().println("virtuald: no history is kept: " + e);
            }
            new InteractiveShell(client, terminal, reader).loop();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause());
        }
    }

    private static Iterable<String> complete(ShellClient client, String line, int cursor) {
        try {
            return client.complete(line.substring(0, cursor));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines may hold what is nobody else's business: the file is private before the first one is in it. */
    private static void keepHistory(Path file) throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(MODE));
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(file, MODE);
        }
    }

    private void loop() throws IOException {
        while (true) {
            try {
                String line = reader.readLine(PROMPT).strip();
                if (FAREWELLS.contains(line)) {
                    return;
                }
                if (!line.isEmpty()) {
                    runLine(line);
                }
            } catch (UserInterruptException e) {
                // Ctrl-C at the prompt drops what was typed
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    private void runLine(String line) throws IOException {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> interrupt());
        try {
            OutputStream screen = terminal.output();
            client.run(line, screen, screen);
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private void interrupt() {
        try {
            client.interrupt();
        } catch (IOException e) {
            // the session has ended, which whoever waits for the line's end sees
        }
    }
}
