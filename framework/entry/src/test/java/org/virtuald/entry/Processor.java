package org.virtuald.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs images in a directory: this machine itself, or qemu-user in the place of a processor of another kind. */
record Processor(List<String> starter, Path directory) {
    /** The launch number that every image is started with. */
    static final long TOKEN = 0x89ab_cdefL;

    /** What an image did. */
    record Run(int exitStatus, ByteBuffer output, ByteBuffer record) {
        String text() {
            return UTF_8.decode(output.duplicate()).toString();
        }

        EntryFailure failure() {
            return EntryFailure.decode(record.duplicate());
        }
    }

    /** Skips the test when there is nothing to run the architecture's code with. */
    static Processor of(Architecture architecture, Path directory) {
        String token = EntryFailure.tokenText(TOKEN);
        if (architecture == Architecture.current()) {
            return new Processor(List.of("-a", token), directory);
        }
        String name = architecture == Architecture.ARM64 ? "qemu-aarch64" : "qemu-x86_64";
        Optional<String> qemu = onPath(name + "-static").or(() -> onPath(name));
        assumeTrue(qemu.isPresent(), name + " is not on PATH: code for " + architecture + " is not run");
        return new Processor(List.of(qemu.get(), "-0", token), directory);
    }

    static Optional<String> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> path + "/" + program)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }

    Run run(LaunchPlan plan, Architecture architecture, String... arguments) {
        return run(EntryProgram.compile(plan, architecture), arguments);
    }

    /** Starts an image with a root and the arguments of a program, and with what it writes to descriptor 3 kept. */
    Run run(byte[] image, String... arguments) {
        return run(Map.of(), image, arguments);
    }

    Run run(Map<String, String> environment, byte[] image, String... arguments) {
        Path file = write("image", image);
        String script = "exec 3>record; exec " + String.join(" ", starter) + " \"$@\"";
        List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash", file.toString()));
        command.addAll(List.of(arguments));
        int status = start(environment, command);
        return new Run(status, read("output"), read("record"));
    }

    /** Starts an image with one variable, {@code NAME=value}, as its whole environment. */
    Run runWith(String variable, byte[] image, String... arguments) {
        Path file = write("image", image);
        List<String> command = new ArrayList<>(starter.get(0).equals("-a") ? List.of() : starter);
        command.add(file.toString());
        command.addAll(List.of(arguments));
        String[] parts = variable.split("=", 2);
        int status = start(command, environment -> {
            environment.clear();
            environment.put(parts[0], parts[1]);
        });
        return new Run(status, read("output"), ByteBuffer.allocate(0));
    }

    /** Runs a command in the directory to its end, its output going to a file there, and returns its exit status. */
    int start(Map<String, String> environment, List<String> command) {
        return start(command, present -> present.putAll(environment));
    }

    private int start(List<String> command, Consumer<Map<String, String>> environment) {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        environment.accept(builder.environment());
        try {
            Process process = builder.start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after 30 seconds: " + command);
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes an executable file in the directory. */
    Path write(String name, byte[] content) {
        try {
            Path file = Files.write(directory.resolve(name), content);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuffer read(String name) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(directory.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
