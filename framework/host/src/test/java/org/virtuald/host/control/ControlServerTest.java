package org.virtuald.host.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
    @TempDir
    private Path directory = Path.of("");

    private Optional<ControlServer> server = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        server = Optional.of(ControlServer.start(
                directory,
                Map.of(
                        "echo",
                                request -> Map.of(
                                        "list", List.of("one", request.service().orElse("none"))),
                        "refuse",
                                request -> {
                                    throw new ControlException("not now\nnor later: \"ü\"");
                                },
                        "break",
                                request -> {
                                    throw new IllegalStateException("a mistake");
                                })));
    }

    @AfterEach
    void stop() throws IOException {
        server.orElseThrow().close();
    }

    @Test
    void aRequestIsAnsweredWithItsCommandsFields() throws Exception {
        assertThat(ControlClient.ask(directory, new ControlRequest("echo")).getStringList("list"))
                .containsExactly("one", "none");
        assertThat(ControlClient.ask(directory, new ControlRequest("echo", Optional.of("a \"b\"")))
                        .getStringList("list"))
                .containsExactly("one", "a \"b\"");
    }

    @Test
    void aRefusalIsToldWordForWord() {
        assertThatThrownBy(() -> ControlClient.ask(directory, new ControlRequest("refuse")))
                .isInstanceOf(ControlException.class)
                .hasMessage("not now\nnor later: \"ü\"");
    }

    @Test
    void garbageGetsAnErrorAndTheNextLineAnAnswer() throws IOException {
        List<String> answers = lines("""
                garbage
                []
                {}
                {"command": 1}
                {"command": "none"}
                {"command": {}}
                {"command": "break"}
                {"command": "echo"}

                """);
        assertThat(answers).hasSize(8);
        assertThat(answers.subList(0, 7)).allMatch(answer -> answer.contains("\"ok\":false"));
        assertThat(answers.get(4)).contains("no command none");
        assertThat(answers.get(6)).contains("internal error");
        assertThat(answers.get(7)).contains("\"ok\":true");
    }

    @Test
    void aLineWithoutEndEndsItsConnectionAndNoOther() throws Exception {
        assertThat(lines("x".repeat(70_000) + "\n")).isEmpty();
        assertThat(ControlClient.ask(directory, new ControlRequest("echo")).getBoolean("ok"))
                .isTrue();
    }

    @Test
    void theSocketIsForItsOwnerAndGoesWithTheServer() throws IOException {
        Path socket = ControlServer.socketIn(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        stop();
        assertThat(socket).doesNotExist();
        assertThatThrownBy(() -> ControlClient.ask(directory, new ControlRequest("echo")))
                .isInstanceOf(IOException.class);
    }

    private List<String> lines(String requests) throws IOException {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(ControlServer.socketIn(directory)))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(requests);
            try {
                while (bytes.hasRemaining()) {
                    socket.write(bytes);
                }
                return new BufferedReader(
                                new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8))
                        .lines()
                        .toList();
            } catch (IOException | UncheckedIOException e) {
                return List.of(); // the server did not read to the end
            }
        }
    }
}
