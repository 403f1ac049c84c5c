package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.virtuald.host.DatagramLosses.Kind;

class DatagramLossesTest {
    @AutoClose
    private final EventLoop loop = new EventLoop("losses");

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    DatagramLossesTest() throws IOException {}

    @Test
    void theFirstIsToldAtOnceAndTheOthersTogether() throws Exception {
        DatagramLosses losses = losses(Duration.ofMillis(50));
        loop.execute(() -> {
            losses.add(Kind.REFUSED, 1, "one");
            losses.add(Kind.REFUSED, 1, "two");
            losses.add(Kind.LOST, 7, "many");
            losses.add(Kind.REFUSED, 5, "three");
        });
        assertThat(next()).isEqualTo("INFO 1 datagram refused: one");
        assertThat(next()).isEqualTo("WARN 7 datagrams lost, the latest: many");
        assertThat(next()).isEqualTo("INFO 6 datagrams refused, the latest: three");
    }

    @Test
    void whatIsLeftIsToldAtTheEnd() throws Exception {
        DatagramLosses losses = losses(Duration.ofHours(1));
        loop.execute(() -> {
            losses.add(Kind.FAILED, 1, "one");
            losses.add(Kind.FAILED, 1, "two");
            losses.close();
        });
        assertThat(next()).isEqualTo("ERROR 1 datagram not answered: one");
        assertThat(next()).isEqualTo("ERROR 1 datagram not answered: two");
    }

    private DatagramLosses losses(Duration interval) throws IOException {
        return loop.call(() -> new DatagramLosses(loop, interval, (level, text) -> lines.add(level + " " + text)));
    }

    private String next() throws InterruptedException {
        String line = lines.poll(30, TimeUnit.SECONDS);
        return line == null ? "nothing" : line;
    }
}
