package org.virtuald.host;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of bytes as they come; one that is longer than {@value #LONGEST} bytes becomes several. */
final class LineSplitter {
    static final int LONGEST = 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /**
     * @param lines gets each line without its end
     */
    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                finish();
            } else {
                begun.write(next);
                if (begun.size() == LONGEST) {
                    finish();
                }
            }
        }
    }

    /** There is no more: a line that was begun is one. */
    void end() {
        if (begun.size() > 0) {
            finish();
        }
    }

    private void finish() {
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        lines.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
}
