package org.virtuald.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read again, and nothing that comes in can do more than be refused. */
class WirePropertyTest {

    /** A message format's reading side. */
    @FunctionalInterface
    private interface Reader {
        Object read(ByteBuffer from) throws MalformedMessageException;
    }

    private static final List<Reader> READERS =
            List.of(ControlRequest::decode, ControlAnswer::decode, LaunchRequest::decode, LaunchAnswer::decodeAll);

    @Property
    void controlRequestsAreReadAsTheyWereWritten(@ForAll("controlRequests") ControlRequest request)
            throws MalformedMessageException {
        assertThat(ControlRequest.decode(Messages.buffer(into -> ControlRequest.encode(request, into))))
                .isEqualTo(request);
    }

    @Property
    void controlAnswersAreReadAsTheyWereWritten(@ForAll("controlAnswers") ControlAnswer answer)
            throws MalformedMessageException {
        assertThat(ControlAnswer.decode(Messages.buffer(into -> ControlAnswer.encode(answer, into))))
                .isEqualTo(answer);
    }

    @Property
    void launchRequestsAreReadAsTheyWereWritten(@ForAll("launchRequests") LaunchRequest request)
            throws MalformedMessageException {
        assertThat(LaunchRequest.decode(Messages.buffer(into -> LaunchRequest.encode(request, into))))
                .isEqualTo(request);
    }

    @Property
    void launchAnswersAreReadAsTheyWereWrittenHoweverManyAreInOneMessage(
            @ForAll("launchAnswerLists") List<LaunchAnswer> answers) throws MalformedMessageException {
        assertThat(LaunchAnswer.decodeAll(
                        Messages.buffer(into -> answers.forEach(answer -> LaunchAnswer.encode(answer, into)))))
                .isEqualTo(answers);
    }

    @Property
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        READERS.forEach(reader -> readOrRefuse(reader, bytes));
    }

    @Property(tries = 5000)
    void bytesThatBeginAsAMessageAreReadOrRefused(@ForAll("begunMessages") byte[] bytes) {
        READERS.forEach(reader -> readOrRefuse(reader, bytes));
    }

    @Property(tries = 5000)
    void aMessageWithOneOtherByteIsReadOrRefused(
            @ForAll("writtenMessages") byte[] message, @ForAll int place, @ForAll byte other) {
        byte[] changed = message.clone();
        changed[Math.floorMod(place, changed.length)] = other;
        READERS.forEach(reader -> readOrRefuse(reader, changed));
    }

    @Property
    void aMessageThatIsCutOrHasMoreBehindItIsRefused(@ForAll("controlRequests") ControlRequest request) {
        byte[] whole = bytes(Messages.buffer(into -> ControlRequest.encode(request, into)));
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice().order(ByteOrder.nativeOrder());
            assertThatThrownBy(() -> ControlRequest.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
        ByteBuffer longer =
                ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 1)).order(ByteOrder.nativeOrder());
        assertThatThrownBy(() -> ControlRequest.decode(longer))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("1 bytes too many");
    }

    private static void readOrRefuse(Reader reader, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        try {
            reader.read(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageMatching(".+");
        }
    }

    @Provide
    Arbitrary<LaunchRequest> launchRequests() {
        return Messages.launchRequests();
    }

    @Provide
    Arbitrary<ControlRequest> controlRequests() {
        return Messages.controlRequests();
    }

    @Provide
    Arbitrary<ControlAnswer> controlAnswers() {
        return Messages.controlAnswers();
    }

    @Provide
    Arbitrary<List<LaunchAnswer>> launchAnswerLists() {
        return Messages.launchAnswers().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<byte[]> begunMessages() {
        Arbitrary<Byte> types = Arbitraries.bytes().between((byte) 0, (byte) 10);
        // small numbers are lengths and counts that may fit
        Arbitrary<byte[]> rest = Arbitraries.oneOf(
                        Arbitraries.bytes(), Arbitraries.bytes().between((byte) 0, (byte) 4))
                .array(byte[].class)
                .ofMaxSize(60);
        return Combinators.combine(types, rest).as((type, fields) -> {
            byte[] message = new byte[2 + fields.length];
            message[0] = Wire.VERSION;
            message[1] = type;
            System.arraycopy(fields, 0, message, 2, fields.length);
            return message;
        });
    }

    @Provide
    Arbitrary<byte[]> writtenMessages() {
        List<Arbitrary<Consumer<ByteBuffer>>> writers = new ArrayList<>();
        writers.add(Messages.controlRequests().map(request -> into -> ControlRequest.encode(request, into)));
        writers.add(Messages.controlAnswers().map(answer -> into -> ControlAnswer.encode(answer, into)));
        writers.add(Messages.launchAnswers().map(answer -> into -> LaunchAnswer.encode(answer, into)));
        writers.add(Messages.launchRequests().map(request -> into -> LaunchRequest.encode(request, into)));
        return Arbitraries.oneOf(writers).map(Messages::buffer).map(WirePropertyTest::bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
