package org.virtuald.host.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.RecordFormat;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageReceiver;
import org.virtuald.posix.UnixDatagrams;

class DatagramSinkTest {
    private static final ConnectionRecord RECORD = new ConnectionRecord(
            RecordWord.FAIL,
            Instant.parse("2026-11-02T19:33:54Z"),
            "ftp",
            Map.of("", "address"),
            Map.of("detail", "a\nb"));

    @TempDir
    Path directory;

    @Test
    void findsAReceiverThatWasStartedAnew() throws Exception {
        Path path = directory.resolve("log");
        try (DatagramSink sink = new DatagramSink(path, new SyslogMessage(RecordFormat.TEXT))) {
            assertThatThrownBy(() -> sink.write(RECORD))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("ENOENT");
            for (int i = 0; i < 2; i++) {
                try (Descriptor socket = UnixDatagrams.bind(path.toString())) {
                    sink.write(RECORD);
                    assertThat(receive(socket))
                            .matches("<29>Nov  [123] \\d\\d:33:54 virtuald\\[\\d+\\]: FAIL: ftp address");
                }
                Files.delete(path);
            }
        }
    }

    @Test
    void speaksTheJournalsProtocol() {
        String message = new String(new JournalMessage(RecordFormat.TEXT).apply(RECORD), StandardCharsets.UTF_8);
        assertThat(message)
                .isEqualTo("MESSAGE=FAIL: ftp address\nPRIORITY=5\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=virtuald\n"
                        + "VIRTUALD_EVENT=fail\nVIRTUALD_SERVICE=ftp\nVIRTUALD_DETAIL\n\3\0\0\0\0\0\0\0a\nb\n");
    }

    private static String receive(Descriptor socket) throws ErrnoException {
        MessageReceiver.Received.Message message =
                (MessageReceiver.Received.Message) new MessageReceiver(socket, 4096, 1).receive();
        String text = StandardCharsets.UTF_8.decode(message.payload()).toString();
        message.discard();
        return text;
    }
}
