package org.virtuald.host.control;

import com.typesafe.config.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a running host through its control socket. */
public final class ControlClient {
    private ControlClient() {}

    /** Whether somebody listens on the control socket. */
    public static boolean isAnswered(Path stateDirectory) {
        try (SocketChannel socket =
                SocketChannel.open(UnixDomainSocketAddress.of(ControlServer.socketIn(stateDirectory)))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends one request and waits for its answer.
     *
     * @param stateDirectory of the host
     * @return the answer's fields
     * @throws ControlException when the host answers with an error
     * @throws IOException when there is no host, or it may not be asked
     */
    public static Config ask(Path stateDirectory, ControlRequest request) throws IOException, ControlException {
        try (SocketChannel socket =
                SocketChannel.open(UnixDomainSocketAddress.of(ControlServer.socketIn(stateDirectory)))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(request.text() + "\n");
            while (bytes.hasRemaining()) {
                socket.write(bytes);
            }
            String line = new BufferedReader(
                            new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null) {
                throw new IOException("the host closed the connection; only root and the host's user may ask");
            }
            Config answer = Json.read(line);
            if (!answer.getBoolean("ok")) {
                throw new ControlException(answer.getString("error"));
            }
            return answer;
        }
    }
}
