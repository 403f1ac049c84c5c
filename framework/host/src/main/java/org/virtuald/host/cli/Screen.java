package org.virtuald.host.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole of a terminal, drawn again and again; ECMA-48 and the alternate screen of xterm. What was there comes back when
 * it is closed, or the process is ended by a signal.
 */
final class Screen implements AutoCloseable {
    private static final String ALTERNATE = "\u001b[?1049h\u001b[?25l";
    private static final String BACK = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K\r\n";
    private static final String REST = "\u001b[J";
    private static final int POLL_MILLIS = 50;

    private final PrintWriter out;
    private final String settings;
    private final @Nullable FileInputStream keys;
    private final Thread hook = new Thread(this::restore);
    private boolean open = true; // guarded by this

    private Screen(PrintWriter out) {
        this.out = out;
        this.settings = Terminal.stty("-g");
        this.keys = keys();
    }

    private static @Nullable FileInputStream keys() {
        try {
            return new FileInputStream("/dev/tty");
        } catch (IOException e) {
            return null; // no controlling terminal: a signal ends it
        }
    }

    static Screen open(PrintWriter out) {
        Screen screen = new Screen(out);
        Runtime.getRuntime().addShutdownHook(screen.hook);
        var unused = Terminal.stty("-icanon", "-echo");
        out.print(ALTERNATE);
        return screen;
    }

    /** Shows the first of these lines, as many as there is room for. */
    synchronized void draw(List<String> lines, Terminal terminal) {
        if (open) {
            StringBuilder all = new StringBuilder(HOME);
            lines.stream()
                    .limit(Math.max(1, terminal.height() - 1))
                    .forEach(line -> all.append(line).append(END_OF_LINE));
            out.print(all.append(REST));
            out.flush();
        }
    }

    /** Waits, and answers whether somebody has pressed q, or there is nobody any more. */
    boolean isQuitWithin(int millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            if (isQuit()) {
                return true;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    private boolean isQuit() {
        FileInputStream from = keys;
        try {
            while (from != null && from.available() > 0) {
                int key = from.read();
                if (key == 'q' || key == 'Q' || key < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true; // the terminal has gone
        }
    }

    private synchronized void restore() {
        if (open) {
            open = false;
            out.print(BACK);
            out.flush();
            if (!settings.isEmpty()) {
                var unused = Terminal.stty(settings);
            }
        }
    }

    @Override
    public void close() {
        restore();
        Runtime.getRuntime().removeShutdownHook(hook);
        try {
            if (keys != null) {
                keys.close();
            }
        } catch (IOException e) {
            // it was only read from
        }
    }
}
