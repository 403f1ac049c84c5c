package org.virtuald.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogOutputTest {

    private final LogOutput.Line format = new LogOutput.Line();

    @Test
    void aLineIsTimeLevelServiceAndMessage() {
        assertThat(format.format(event(Level.INFO, "127.0.0.1:40000 -> 127.0.0.2:21")))
                .isEqualTo("2026-01-02T03:04:05.678Z INFO ftp: 127.0.0.1:40000 -> 127.0.0.2:21\n");
    }

    @ParameterizedTest
    @CsvSource({"SEVERE, ERROR", "WARNING, WARN", "INFO, INFO", "CONFIG, DEBUG", "FINE, DEBUG", "FINEST, DEBUG"})
    void levelsHaveTheNamesOfTheConf(String level, String name) {
        assertThat(format.format(event(Level.parse(level), "text"))).contains("Z " + name + " ftp: text");
    }

    @Test
    void aMessageIsOneLineWhateverIsInIt() {
        assertThat(format.format(event(Level.INFO, "a\nb\rc\td\u001b[31me\u0000f\u007fg")))
                .endsWith(" a?b?c?d?[31me?f?g\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void bracesInAMessageAreNoPlaceholders() {
        assertThat(format.format(event(Level.INFO, "it's {0}"))).endsWith(" it's {0}\n");
    }

    @Test
    void anExceptionFollowsItsLine() {
        LogRecord event = event(Level.SEVERE, "internal error");
        event.setThrown(new IllegalStateException("made by a test"));

        assertThat(format.format(event).lines())
                .startsWith(
                        "2026-01-02T03:04:05.678Z ERROR ftp: internal error",
                        "java.lang.IllegalStateException: made by a test")
                .anyMatch(line -> line.startsWith("\tat org.virtuald.host.cli.LogOutputTest."));
    }

    private static LogRecord event(Level level, String message) {
        LogRecord event = new LogRecord(level, message);
        event.setLoggerName("ftp");
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678901Z"));
        return event;
    }
}
