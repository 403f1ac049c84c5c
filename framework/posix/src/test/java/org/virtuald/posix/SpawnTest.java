package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpawnTest {
    private final ChildExit.Waiter waiter = new ChildExit.Waiter();

    @Test
    void givesArgumentsEnvironmentAndExactlyTheDescriptorsAskedFor() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            int pid = Spawn.inThisSession()
                    .start(
                            "/bin/sh",
                            List.of("sh", "-c", "echo $A $1; ls /proc/self/fd | tr '\\n' ' '", "x", "größe"),
                            List.of("A=b c", "PATH=/usr/bin:/bin"),
                            new Spawn.Action.DevNull(0),
                            new Spawn.Action.Copy(pipe.writing(), 1),
                            new Spawn.Action.CloseFrom(2));
            assertThat(waiter.await(pid).orElseThrow().code()).isZero();
            byte[] output = new byte[18];
            pipe.readRecord(output.length).get(output);
            // 2 is the directory that ls reads
            assertThat(new String(output, StandardCharsets.UTF_8)).isEqualTo("b c größe\n0 1 2 ");
        }
    }

    @Test
    void childrenStartWithNoSignalBlockedOrIgnoredAndTellHowTheyEnded() throws Exception {
        String script = "test $(grep -E '^Sig(Blk|Ign):\t0000000000000000$' /proc/self/status | wc -l) = 2 && exit 3";
        int pid = Spawn.inOwnSession().start("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin"));
        ChildExit exit = waiter.await(pid).orElseThrow();
        assertThat(exit.code()).isEqualTo(3);
        assertThat(exit.signal()).isZero();
        assertThat(exit.peakMemory()).isGreaterThan(100_000);
        assertThat(waiter.await(pid)).isEmpty();
    }

    @Test
    void aKilledChildTellsTheSignal() throws Exception {
        int pid = Spawn.inOwnSession().start("/bin/sleep", List.of("sleep", "60"), List.of());
        CurrentProcess.signal(pid, 9);
        assertThat(waiter.await(pid).orElseThrow().signal()).isEqualTo(9);
    }

    @Test
    void aMissingProgramIsNamed() throws Exception {
        Spawn spawn = Spawn.inThisSession();
        assertThatThrownBy(() -> spawn.start("/no/such", List.of("x"), List.of()))
                .hasMessage("posix_spawn /no/such: ENOENT (No such file or directory)");
    }

    @Test
    void longArgumentListsFit() throws Exception {
        List<String> arguments =
                new java.util.ArrayList<>(List.of("sh", "-c", "test ${#1} = 50000 && test $# = 901", "x"));
        arguments.add("y".repeat(50_000));
        for (int i = 0; i < 900; i++) {
            arguments.add("argument " + i);
        }
        int pid = Spawn.inThisSession().start("/bin/sh", arguments, List.of());
        assertThat(waiter.await(pid).orElseThrow().code()).isZero();
    }

    @Test
    void aSealedImageRunsAndCannotBeChanged() throws Exception {
        try (SealedImage image = SealedImage.of("true", Files.readAllBytes(Path.of("/bin/true")))) {
            int pid = Spawn.inThisSession().start(image.path(), List.of("true"), List.of());
            assertThat(waiter.await(pid).orElseThrow().code()).isZero();
            assertThatThrownBy(() -> Files.write(Path.of(image.path()), new byte[] {1}))
                    .isInstanceOf(java.io.IOException.class);
        }
    }
}
