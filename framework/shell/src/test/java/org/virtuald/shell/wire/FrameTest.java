package org.virtuald.shell.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameTest {

    @ParameterizedTest
    @EnumSource(Frame.Kind.class)
    void whatIsSentIsReceivedByBothSides(Frame.Kind kind) throws IOException {
        ByteBuffer bytes = Frame.of(kind, "grüße\n").bytes();

        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        Frame read = Frame.read(new DataInputStream(new ByteArrayInputStream(copy)));
        Frame taken = Frame.take(bytes).orElseThrow();

        for (Frame frame : new Frame[] {read, taken}) {
            assertThat(frame.kind()).isEqualTo(kind);
            assertThat(frame.text()).isEqualTo("grüße\n");
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void aFrameThatComesInPartsIsTakenWhenItIsWhole() throws IOException {
        ByteBuffer whole = Frame.of(Frame.Kind.RUN, "lb").bytes();
        for (int length = 0; length < whole.capacity(); length++) {
            ByteBuffer part = whole.slice(0, length);
            assertThat(Frame.take(part)).isEmpty();
            assertThat(part.position()).isZero();
        }
        ByteBuffer two = ByteBuffer.allocate(2 * whole.capacity())
                .put(whole.duplicate())
                .put(whole.duplicate())
                .flip();
        assertThat(Frame.take(two)).isPresent();
        assertThat(Frame.take(two)).isPresent();
        assertThat(Frame.take(two)).isEmpty();
    }

    @Test
    void whatIsNoFrameIsRefused() {
        assertThatThrownBy(() -> Frame.take(ByteBuffer.wrap("GET / HTTP/1.0".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessage("no kind of frame has the byte 71");
        for (int length : new int[] {-1, Frame.LONGEST + 1, Integer.MAX_VALUE}) {
            ByteBuffer bytes = ByteBuffer.allocate(Frame.HEADER)
                    .put((byte) 'r')
                    .putInt(length)
                    .flip();
            assertThatThrownBy(() -> Frame.take(bytes))
                    .isInstanceOf(MalformedFrameException.class)
                    .hasMessageContaining("a frame of " + length + " bytes");
        }
        assertThatThrownBy(() -> Frame.of(Frame.Kind.OUTPUT, "x".repeat(Frame.LONGEST + 1))
                        .bytes())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEndInTheMiddleIsTold() {
        byte[] half = {'r', 0, 0, 0, 9, 'l'};
        assertThatThrownBy(() -> Frame.read(new DataInputStream(new ByteArrayInputStream(half))))
                .isInstanceOf(EOFException.class);
    }
}
