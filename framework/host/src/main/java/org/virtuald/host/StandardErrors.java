package org.virtuald.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Pipe;

/**
 * What programs write to their standard error, line by line into the log; a pipe for each. A program that writes without end
 * waits for its pipe and cannot fill the log faster than {@value #MOST_LINES} lines a second. Confined to its event loop.
 */
final class StandardErrors {
    private static final int CHUNK = 4096;
    private static final int MOST_LINES = 500;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The standard error of one program. */
    private final class Source {
        private final String of;
        private final Pipe pipe;
        private final LineSplitter lines;
        private EventLoop.@Nullable Registration registration;
        private int told;

        Source(String of, Pipe pipe) {
            this.of = of;
            this.pipe = pipe;
            this.lines = new LineSplitter(this::tell);
        }

        private void tell(String line) {
            told++;
            log.info("{}: {}", of, line);
        }

        private void ready() {
            try {
                buffer.clear();
                int length = pipe.read(buffer);
                if (length < 0) {
                    lines.end();
                    close();
                    return;
                }
                buffer.flip();
                lines.add(buffer);
                if (told >= MOST_LINES) {
                    rest();
                }
            } catch (ErrnoException e) {
                log.warn("{}: cannot read its standard error: {}", of, e.getMessage());
                close();
            }
        }

        /** Lets the program wait. */
        private void rest() {
            interest(0);
            loop.after(SECOND, () -> {
                told = 0;
                if (open.contains(this)) {
                    interest(SelectionKey.OP_READ);
                }
            });
        }

        private void interest(int operations) {
            if (registration != null) {
                registration.interest(operations);
            }
        }

        private void close() {
            open.remove(this);
            if (registration != null) {
                registration.cancel();
            }
            pipe.close();
        }
    }

    private final EventLoop loop;
    private final Logger log;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    private final Set<Source> open = new HashSet<>();
    private boolean failureTold;

    StandardErrors(EventLoop loop, Logger log) {
        this.loop = loop;
        this.log = log;
    }

    /**
     * Opens the pipe of one program.
     *
     * @param of what its lines begin with
     * @return the end to write to; the caller closes it when the program has it. Empty when there is none to be had: the
     *     connection is worth more than its messages
     */
    Optional<Descriptor> open(String of) {
        try {
            Pipe pipe = Pipe.open();
            Source source = new Source(of, pipe);
            try {
                source.registration = loop.register(pipe.reading(), SelectionKey.OP_READ, source::ready);
            } catch (IOException e) {
                pipe.close();
                throw e;
            }
            open.add(source);
            return Optional.of(pipe.writing());
        } catch (IOException e) {
            if (!failureTold) {
                failureTold = true;
                log.warn("standard error of programs is lost: {}", e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** Reads nothing any more: programs that still write get EPIPE. */
    void close() {
        Set.copyOf(open).forEach(Source::close);
    }
}
