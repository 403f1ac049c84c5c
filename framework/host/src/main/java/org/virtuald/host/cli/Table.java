package org.virtuald.host.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of words under headings. Where the lines are too narrow for them, the widest columns are cut, with {@code …} at the
 * end of what is.
 */
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 4;

    /** How the words of a column stand. */
    enum Side {
        LEFT,
        RIGHT
    }

    /**
     * A heading.
     *
     * @param heading what the column has
     * @param side numbers stand on the right
     */
    record Column(String heading, Side side) {}

    private record Cell(String text, Colour colour) {
        Cell {
            text = text.replaceAll("\\p{Cntrl}", "?");
        }

        int width() {
            return text.codePointCount(0, text.length());
        }
    }

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    Table(Column... columns) {
        this.columns = List.of(columns);
        add(this.columns.stream()
                .map(column -> new Cell(column.heading(), Colour.BOLD))
                .toList());
    }

    static Column left(String heading) {
        return new Column(heading, Side.LEFT);
    }

    static Column right(String heading) {
        return new Column(heading, Side.RIGHT);
    }

    private void add(List<Cell> cells) {
        rows.add(new ArrayList<>(cells));
    }

    /** One more row, with a word for each column. */
    Table row(Object... words) {
        add(Arrays.stream(words)
                .map(word -> new Cell(String.valueOf(word), Colour.PLAIN))
                .toList());
        return this;
    }

    /** Gives a word of the last row a colour. */
    Table colour(int column, Colour colour) {
        List<Cell> row = rows.get(rows.size() - 1);
        row.set(column, new Cell(row.get(column).text(), colour));
        return this;
    }

    /** The lines, the headings first. */
    List<String> lines(Terminal terminal) {
        int[] widths = widths(terminal.width());
        List<String> lines = new ArrayList<>();
        for (List<Cell> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns.size(); i++) {
                boolean isLast = i == columns.size() - 1;
                line.append(i == 0 ? "" : GAP).append(place(row.get(i), columns.get(i), widths[i], isLast, terminal));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int[] widths(int width) {
        int[] widths = new int[columns.size()];
        for (List<Cell> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).width());
            }
        }
        int left = width - GAP.length() * (widths.length - 1);
        while (Arrays.stream(widths).sum() > left && widest(widths) >= 0) {
            widths[widest(widths)]--;
        }
        return widths;
    }

    /** The column that is cut next; -1 when none can be any more. */
    private static int widest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] > NARROWEST && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private static String place(Cell cell, Column column, int width, boolean isLast, Terminal terminal) {
        String text = cut(cell.text(), width);
        String padding = " ".repeat(width - text.codePointCount(0, text.length()));
        String shown = terminal.hasColours() ? cell.colour().of(text) : text;
        if (column.side() == Side.RIGHT) {
            return padding + shown;
        }
        return isLast ? shown : shown + padding;
    }

    /** The beginning of a text, if it is too long as a whole. */
    static String cut(String text, int width) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
}
