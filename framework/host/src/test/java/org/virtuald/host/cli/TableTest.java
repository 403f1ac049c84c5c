package org.virtuald.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

    private final Table table = new Table(Table.left("NAME"), Table.right("N"), Table.left("PATH"))
            .row("a", 1, "/srv/roots/one")
            .row("bb", 1234, "/a\u001b[31m\nb");

    @Test
    void columnsAreAsWideAsTheirWordsAndNumbersStandOnTheRight() {
        assertThat(table.lines(plain(Terminal.UNBOUNDED)))
                .containsExactly("NAME     N  PATH", "a        1  /srv/roots/one", "bb    1234  /a?[31m?b");
    }

    @Test
    void theWidestColumnIsCutWhereLinesAreTooNarrow() {
        assertThat(table.lines(plain(20))).contains("a        1  /srv/ro…").allMatch(line -> line.length() <= 20);
    }

    @Test
    void coloursAreForTerminalsWhoseUserWantsThem() {
        table.colour(0, Colour.RED);

        assertThat(table.lines(Terminal.of(XTERM, true, 80, 24)).get(2)).startsWith("\u001b[31mbb\u001b[m  ");
        for (Terminal terminal : new Terminal[] {
            Terminal.of(XTERM, false, 80, 24),
            Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true, 80, 24),
            Terminal.of(Map.of("TERM", "dumb"), true, 80, 24)
        }) {
            assertThat(String.join("", table.lines(terminal))).doesNotContain("\u001b");
        }
    }

    @Test
    void theEnvironmentsWidthCountsBeforeTheTerminals() {
        assertThat(Terminal.of(Map.of("COLUMNS", "100", "LINES", "50"), true, 80, 24))
                .isEqualTo(new Terminal(true, 100, 50, false));
        for (String wrong : new String[] {"", "0", "-1", "x", "9999999"}) {
            assertThat(Terminal.of(Map.of("COLUMNS", wrong), true, 80, 24).width())
                    .isEqualTo(80);
        }
        assertThat(Terminal.of(Map.of("COLUMNS", "1"), true, 80, 24).width()).isEqualTo(20);
        assertThat(Terminal.of(Map.of(), true, 0, 0).width()).isEqualTo(Terminal.UNBOUNDED);
    }

    private static Terminal plain(int width) {
        return new Terminal(false, width, Terminal.UNBOUNDED, false);
    }
}
