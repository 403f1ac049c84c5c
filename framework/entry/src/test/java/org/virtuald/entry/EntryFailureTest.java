package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class EntryFailureTest {

    @Test
    void isTakenFromABufferOneRecordAtATime() {
        var buffer = ByteBuffer.allocate(2 * EntryFailure.SIZE + 1).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(7).putInt(13).put("89abcdef".getBytes(US_ASCII));
        buffer.putInt(300).putInt(2).put("00000001".getBytes(US_ASCII));
        buffer.flip().order(ByteOrder.BIG_ENDIAN);

        assertThat(EntryFailure.decode(buffer)).isEqualTo(new EntryFailure(7, 13, 0x89ab_cdefL));
        assertThat(EntryFailure.decode(buffer)).isEqualTo(new EntryFailure(300, 2, 1));
        assertThat(buffer.remaining()).isZero();
        assertThatThrownBy(() -> EntryFailure.decode(buffer)).isInstanceOf(BufferUnderflowException.class);
    }

    @Test
    void isRefusedWithoutALaunchNumber() {
        var buffer = ByteBuffer.allocate(EntryFailure.SIZE);
        buffer.put(8, "1234 bad".getBytes(US_ASCII));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryFailure.decode(buffer))
                .withMessage("no launch number in a failure record: \"1234 bad\"");
    }

    @Test
    void aLaunchNumberHasEightDigits() {
        assertThat(EntryFailure.tokenText(0)).isEqualTo("00000000");
        assertThat(EntryFailure.tokenText(0xffff_ffffL)).isEqualTo("ffffffff");
        for (long token : new long[] {-1, 0x1_0000_0000L}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EntryFailure.tokenText(token))
                    .withMessage("launch number " + token + " has more than 32 bits");
        }
    }
}
