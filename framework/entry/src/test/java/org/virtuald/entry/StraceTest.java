package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.virtuald.entry.Plans.chdir;
import static org.virtuald.entry.Plans.closeOnExec;
import static org.virtuald.entry.Plans.exit;
import static org.virtuald.entry.Plans.number;
import static org.virtuald.entry.Plans.plan;
import static org.virtuald.entry.Plans.text;
import static org.virtuald.entry.Plans.umask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares what strace(1) sees with what a plan's listing says. */
class StraceTest {

    @TempDir
    Path directory;

    @Test
    void theCallsAreThoseOfTheListing() throws IOException {
        var plan = plan(
                new Step.Call(SystemCall.CLOSE_RANGE, number(4), number(0xffff_ffffL), number(0)),
                closeOnExec(3),
                umask(022),
                new Step.Call(SystemCall.CHDIR, new Argument.ProgramArgument(1, "\"<root>\"")),
                new Step.Call(
                        SystemCall.PRLIMIT64,
                        number(0),
                        new Argument.Number(7, "RLIMIT_NOFILE"),
                        Argument.Bytes.ofLongs("{rlim_cur=60, rlim_max=61}", 60, 61),
                        new Argument.Number(0, "NULL")),
                new Step.Call(
                        SystemCall.PRCTL,
                        new Argument.Number(38, "PR_SET_NO_NEW_PRIVS"),
                        number(1),
                        number(0),
                        number(0),
                        number(0)),
                new Step.Call(
                        SystemCall.OPENAT,
                        List.of(
                                new Argument.Number(-100, "AT_FDCWD"),
                                text("größe\t1"),
                                new Argument.Number(0, "O_RDONLY")),
                        Set.of(Errno.ENOENT)),
                new Step.ExecveSearch(List.of("missing/true", "/bin/true")));
        List<String> listed = plan.listing().stream()
                .map(line -> line.replace("<root>", "/usr").replace(" || errno == 2", ""))
                .flatMap(line -> Stream.of(line.split(" \\|\\| ")))
                .toList();
        assertThat(trace(plan).subList(0, listed.size())).isEqualTo(listed);
    }

    @Test
    void aFailureIsWrittenInOneCall() throws IOException {
        assertThat(trace(plan(chdir("/missing"), exit(0))))
                .containsExactly(
                        "chdir(\"/missing\")", "write(3, \"\\0\\0\\0\\0\\2\\0\\0\\089abcdef\", 16)", "exit_group(127)");
    }

    /** The calls between the start of the image and the end of the process, without their results. */
    private List<String> trace(LaunchPlan plan) throws IOException {
        var processor = Processor.of(Architecture.current(), directory);
        assumeTrue(Processor.onPath("strace").isPresent(), "strace is not on PATH");
        assumeTrue(
                processor.start(Map.of(), List.of("strace", "-o", "trace", "true")) == 0, "strace may not trace here");
        Path image = processor.write("image", EntryProgram.compile(plan, Architecture.current()));
        String script = "exec 3>record; exec -a " + EntryFailure.tokenText(Processor.TOKEN) + " \"$@\"";
        processor.start(
                Map.of(),
                List.of(
                        "strace",
                        "-f",
                        "-s",
                        "4096",
                        "-o",
                        "trace",
                        "bash",
                        "-c",
                        script,
                        "bash",
                        image.toString(),
                        "/usr",
                        "true"));
        List<String> calls = new ArrayList<>();
        boolean started = false;
        for (String line : Files.readAllLines(directory.resolve("trace"))) {
            String call = line.replaceFirst("^\\d+ +", "").replaceFirst(" += [^=]+$", "");
            if (started && call.endsWith(")")) {
                calls.add(call.replaceFirst(", \\[.*], 0x\\w+ /\\* \\d+ vars \\*/\\)$", ", argv+2, envp)"));
            }
            started |= call.startsWith("execve(\"" + image);
        }
        return calls;
    }
}
