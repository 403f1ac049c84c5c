package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtuald.conf.Problem;

class WireTest {

    private static final int LONGEST_TEXT = 4200;

    @Test
    void aMessageBeginsWithItsVersionAndType() {
        ByteBuffer bytes = Messages.buffer(Messages.launch(7));

        assertThat(bytes.remaining()).isEqualTo(10);
        assertThat(bytes.get()).isEqualTo((byte) 1);
        assertThat(bytes.get()).isEqualTo(LaunchRequest.LAUNCH);
        assertThat(bytes.getLong()).isEqualTo(7);
    }

    @Test
    void anotherVersionIsRefused() {
        ByteBuffer bytes = Messages.buffer(Messages.launch(7)).put(0, (byte) 2);

        assertThatThrownBy(() -> LaunchRequest.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("version 2 instead of 1");
    }

    @Test
    void anUnknownTypeIsRefused() {
        ByteBuffer bytes = Messages.buffer(Messages.launch(7)).put(1, (byte) 99);

        assertThatThrownBy(() -> LaunchRequest.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("unknown type 99");
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() {
        ByteBuffer bytes = Messages.buffer(into -> ControlRequest.encode(new ControlRequest.Open("name", ""), into));
        bytes.put(4, (byte) 0xff);

        assertThatThrownBy(() -> ControlRequest.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("a text that is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "한", "😀"})
    void aLongTextIsCutBetweenTwoCharacters(String character) throws MalformedMessageException {
        int size = character.getBytes(StandardCharsets.UTF_8).length;
        for (int before = 0; before <= size; before++) {
            String text = "-".repeat(before) + character.repeat(LONGEST_TEXT);
            int fitting = (LONGEST_TEXT - before) / size;

            assertThat(written(text)).isEqualTo("-".repeat(before) + character.repeat(fitting));
        }
    }

    @Test
    void aTextOfTheLargestSizeIsNotCut() throws MalformedMessageException {
        String text = "-".repeat(LONGEST_TEXT - 3) + "한";

        assertThat(written(text)).isEqualTo(text);
    }

    private static String written(String text) throws MalformedMessageException {
        ByteBuffer bytes = Messages.buffer(into -> Wire.putText(into, text));
        String read = Wire.getText(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        return read;
    }

    @Test
    void theLargestAnswersFitIntoAMessageOfTheirChannel() {
        String longest = "한".repeat(LONGEST_TEXT);
        LaunchAnswer failed = new LaunchAnswer.Failed(1, longest, longest, 2, longest);

        ByteBuffer bytes = Messages.buffer(into -> LaunchAnswer.encode(failed, into));

        assertThat(bytes.remaining()).isLessThanOrEqualTo(LaunchAnswer.LARGEST).isLessThan(Wire.LAUNCH_BYTES);
    }

    @Test
    void problemsThatDoNotFitAreCounted() throws MalformedMessageException {
        List<Problem> problems = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            problems.add(new Problem(Problem.Severity.ERROR, "conf/services/ftp.conf", i, "wrong ".repeat(50)));
        }

        ByteBuffer bytes = Messages.buffer(into -> ControlAnswer.encode(new ControlAnswer.Rejected(problems), into));
        ControlAnswer answer = ControlAnswer.decode(bytes);

        assertThat(answer).isInstanceOf(ControlAnswer.Rejected.class);
        List<Problem> read = ((ControlAnswer.Rejected) answer).problems();
        int whole = read.size() - 1;
        assertThat(whole).isGreaterThan(50);
        assertThat(read.subList(0, whole)).isEqualTo(problems.subList(0, whole));
        assertThat(read.get(whole).message()).isEqualTo("and " + (1000 - whole) + " more");
    }

    @Test
    void problemsOfTheLargestSizeFit() throws MalformedMessageException {
        Problem largest = new Problem(
                Problem.Severity.WARNING, "한".repeat(LONGEST_TEXT), Integer.MAX_VALUE, "한".repeat(LONGEST_TEXT));
        ControlAnswer rejected = new ControlAnswer.Rejected(Collections.nCopies(100, largest));
        ByteBuffer bytes = ByteBuffer.allocate(Wire.CONTROL_BYTES).order(ByteOrder.nativeOrder());

        ControlAnswer.encode(rejected, bytes);

        assertThat(ControlAnswer.decode(bytes.flip())).isInstanceOf(ControlAnswer.Rejected.class);
    }
}
