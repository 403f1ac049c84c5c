package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartRequestTest {
    private static final long BEGINNING = StartRequest.MEMORY_ADDRESS + StartRequest.OFFSET;

    @Test
    void isWhatExecveLeavesOnTheStack() {
        ByteBuffer request = request(List.of("0000000a", "/root", "grüße", ""), List.of("A=b", "C="));

        assertThat(request.getLong(0)).isEqualTo(4);
        assertThat(strings(request, Long.BYTES)).containsExactly("0000000a", "/root", "grüße", "");
        assertThat(strings(request, (1 + 4 + 1) * Long.BYTES)).containsExactly("A=b", "C=");
    }

    @Test
    void stringsMayBeMissing() {
        ByteBuffer request = request(List.of(), List.of());

        assertThat(request.limit()).isEqualTo(3 * Long.BYTES);
        assertThat(request.getLong(0)).isZero();
        assertThat(strings(request, Long.BYTES)).isEmpty();
        assertThat(strings(request, 2 * Long.BYTES)).isEmpty();
    }

    @Test
    void theLongestFillsTheStartersMemory() {
        int rest = StartRequest.MOST_BYTES - 4 * Long.BYTES - 1;
        assertThat(request(List.of("x".repeat(rest)), List.of()).limit()).isEqualTo(StartRequest.MOST_BYTES);
        assertThatThrownBy(() -> request(List.of("x".repeat(rest + 1)), List.of()))
                .isInstanceOf(BufferOverflowException.class);
        assertThatThrownBy(() -> StartRequest.write(List.of("a", "b"), List.of(), buffer(4 * Long.BYTES)))
                .isInstanceOf(BufferOverflowException.class);
    }

    @Test
    void itBeginsWhereTheBufferStands() {
        ByteBuffer buffer = buffer(200).position(8);
        StartRequest.write(List.of("a"), List.of("B=c"), buffer);

        assertThat(buffer.position(8).slice().order(ByteOrder.LITTLE_ENDIAN).getLong(8))
                .isEqualTo(BEGINNING + 5 * Long.BYTES);
    }

    private static ByteBuffer request(List<String> arguments, List<String> environment) {
        ByteBuffer buffer = buffer(2 * StartRequest.MOST_BYTES);
        StartRequest.write(arguments, environment, buffer);
        return buffer.flip();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What the pointers from there on point to, up to the null. */
    private static List<String> strings(ByteBuffer request, int pointers) {
        List<String> strings = new ArrayList<>();
        for (int at = pointers; request.getLong(at) != 0; at += Long.BYTES) {
            int start = (int) (request.getLong(at) - BEGINNING);
            int end = start;
            while (request.get(end) != 0) {
                end++;
            }
            byte[] bytes = new byte[end - start];
            request.get(start, bytes);
            strings.add(new String(bytes, UTF_8));
        }
        return strings;
    }
}
