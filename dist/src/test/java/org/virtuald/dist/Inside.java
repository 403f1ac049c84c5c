package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A connection to {@code inside.c}, which tells what it sees and does what it is told. */
final class Inside implements AutoCloseable {

    private final Client client;

    private Inside(Client client) {
        this.client = client;
    }

    static Inside of(RunningHost host, String service) throws IOException, InterruptedException {
        return new Inside(Client.to("127.0.0.1", host.port(service)));
    }

    /** All that is answered to a command. */
    List<String> ask(String command) throws IOException {
        client.send(command + "\n");
        List<String> answer = new ArrayList<>();
        for (String line = client.line(); !"done".equals(line); line = client.line()) {
            assertThat(line).as("an answer to %s after %s", command, answer).isNotNull();
            answer.add(line);
        }
        return answer;
    }

    /** The rest of the line that begins with a name, in the answer to a command. */
    String ask(String command, String name) throws IOException {
        List<String> answer = ask(command);
        return answer.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + answer));
    }

    /** Tells it to do what it does not come back from. */
    void tell(String command) throws IOException {
        client.send(command + "\n");
    }

    /** The next line, or null when the program has closed the connection. */
    String line() throws IOException {
        return client.line();
    }

    /** The pids, on this machine, of the processes that are in a namespace, as {@code pid:[4026531836]}. */
    static List<Long> processesIn(String namespace) throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path one : all) {
                try {
                    if (Files.readSymbolicLink(one.resolve("ns/pid")).toString().equals(namespace)) {
                        found.add(Long.parseLong(one.getFileName().toString()));
                    }
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
