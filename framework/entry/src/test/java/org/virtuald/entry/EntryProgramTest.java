package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.virtuald.entry.Plans.EBADF;
import static org.virtuald.entry.Plans.chdir;
import static org.virtuald.entry.Plans.closeOnExec;
import static org.virtuald.entry.Plans.exit;
import static org.virtuald.entry.Plans.number;
import static org.virtuald.entry.Plans.plan;
import static org.virtuald.entry.Plans.say;
import static org.virtuald.entry.Plans.text;
import static org.virtuald.entry.Plans.thenExecute;
import static org.virtuald.entry.Plans.umask;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EntryProgramTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void executesTheProgramWithItsArguments(Architecture architecture) {
        var run = Processor.of(architecture, directory)
                .run(thenExecute("/bin/sh"), architecture, "/", "name", "-c", "echo \"$0|$1|$2|$#\"", "a b", "", "*");
        assertThat(run.text()).isEqualTo("a b||*|2\n");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.record().remaining()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theProgramHasTheEnvironmentOfTheEntryProgram(Architecture architecture) {
        var image = EntryProgram.compile(thenExecute("/usr/bin/env"), architecture);
        var run = Processor.of(architecture, directory)
                .run(Map.of("TCPLOCALIP", "10.0.0.1", "GREETING", "good day"), image, "/", "env");
        assertThat(run.text().lines()).contains("TCPLOCALIP=10.0.0.1", "GREETING=good day");
        assertThat(run.text().lines().filter(line -> line.startsWith("PATH="))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void theProgramsExitStatusIsThatOfTheProcess(Architecture architecture) {
        var run = Processor.of(architecture, directory).run(thenExecute("/bin/sh"), architecture, command("exit 41"));
        assertThat(run.exitStatus()).isEqualTo(41);
    }

    @ParameterizedTest
    @EnumSource
    void callsHaveTheirEffectInOrder(Architecture architecture) {
        var plan = plan(say("one "), say("two "), say("grüße\n"), exit(3));
        var run = Processor.of(architecture, directory).run(plan, architecture, "/");
        assertThat(run.text()).isEqualTo("one two grüße\n");
        assertThat(run.exitStatus()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void theProgramInheritsWhatThePlanSets(Architecture architecture) {
        var limit = Argument.Bytes.ofLongs("{rlim_cur=60, rlim_max=61}", 60, 61);
        var plan = thenExecute(
                "/bin/sh",
                closeOnExec(3),
                new Step.Call(SystemCall.SETSID),
                umask(0135),
                new Step.Call(SystemCall.PRLIMIT64, number(0), number(7), limit, number(0)), // RLIMIT_NOFILE
                chdir("/usr/bin"));
        var run = Processor.of(architecture, directory)
                .run(
                        plan,
                        architecture,
                        command("umask; ulimit -Sn; ulimit -Hn; pwd; cut -d' ' -f6 /proc/$$/stat; echo $$;"
                                + " test -e /proc/$$/fd/3 || echo closed"));
        List<String> lines = run.text().lines().toList();
        assertThat(lines).startsWith("0135", "60", "61", "/usr/bin").endsWith("closed");
        assertThat(lines.get(4)).as("session").isEqualTo(lines.get(5)); // its leader is the process
    }

    @ParameterizedTest
    @EnumSource
    void aPointerInAStructureIsTheAddressOfItsTarget(Architecture architecture) {
        List<Byte> content = new Argument.Bytes(new byte[4 * Long.BYTES], 8, "").content();
        Map<Integer, Argument.Data> strings =
                Map.of(0, text("printf"), Long.BYTES, text("%s\n"), 2 * Long.BYTES, text("pointed to"));
        var arguments = new Argument.Bytes(content, 8, strings, "[\"printf\", \"%s\\n\", \"pointed to\"]");
        var plan =
                plan(new Step.Call(SystemCall.EXECVE, text("/usr/bin/printf"), arguments, new Argument.Environment()));
        var run = Processor.of(architecture, directory).run(plan, architecture, "/");
        assertThat(run.text()).isEqualTo("pointed to\n");
    }

    @ParameterizedTest
    @EnumSource
    void aProgramArgumentIsAString(Architecture architecture) {
        var directories = thenExecute(
                "/bin/sh",
                new Step.Call(SystemCall.CHDIR, new Argument.ProgramArgument(1, "\"<root>\"")),
                new Step.Call(SystemCall.CHDIR, new Argument.ProgramArgument(5, "\"<second>\"")));
        var run =
                Processor.of(architecture, directory).run(directories, architecture, "/usr", "sh", "-c", "pwd", "bin");
        assertThat(run.text()).isEqualTo("/usr/bin\n");
    }

    @ParameterizedTest
    @EnumSource
    void argumentsAreReachedUpToTheLastIndex(Architecture architecture) {
        String[] arguments = new String[257];
        Arrays.fill(arguments, "filler");
        arguments[254] = "/usr"; // argv[255]
        arguments[255] = "last";
        arguments[256] = "words";
        var plan = plan(
                new Step.Call(SystemCall.CHDIR, new Argument.ProgramArgument(255, "\"<last>\"")),
                new Step.Call(
                        SystemCall.EXECVE,
                        text("/bin/echo"),
                        new Argument.ArgumentsFrom(255),
                        new Argument.Environment()));
        var run = Processor.of(architecture, directory).run(plan, architecture, arguments);
        assertThat(run.text()).isEqualTo("last words\n");
    }

    @ParameterizedTest
    @EnumSource
    void aFailingStepIsReportedWithItsErrno(Architecture architecture) {
        var processor = Processor.of(architecture, directory);
        for (int failing = 0; failing < 5; failing++) {
            List<Step> steps = new ArrayList<>(Collections.nCopies(5, closeOnExec(3)));
            steps.set(failing, closeOnExec(-1));
            steps.add(say("not reached"));
            steps.add(exit(0));
            var run = processor.run(new LaunchPlan(steps), architecture, "/");
            assertThat(run.failure()).isEqualTo(new EntryFailure(failing, EBADF, Processor.TOKEN));
            assertThat(run.record().remaining()).isEqualTo(EntryFailure.SIZE);
            assertThat(run.exitStatus()).isEqualTo(EntryFailure.EXIT_STATUS);
            assertThat(run.text()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProgramThatIsMissingIsReported(Architecture architecture) {
        var run = Processor.of(architecture, directory).run(thenExecute("/no/such", chdir("/")), architecture, "/");
        assertThat(run.failure()).isEqualTo(new EntryFailure(1, Errno.ENOENT, Processor.TOKEN));
        assertThat(run.exitStatus()).isEqualTo(127);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAPipeThereIsStillTheExitStatus(Architecture architecture) {
        var plan = plan(new Step.Call(SystemCall.CLOSE, number(3)), closeOnExec(3), exit(0));
        var run = Processor.of(architecture, directory).run(plan, architecture, "/");
        assertThat(run.exitStatus()).isEqualTo(127);
        assertThat(run.record().remaining()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aToleratedErrnoCountsAsSuccess(Architecture architecture) {
        List<Argument> missing = List.of(text("/no/such/directory"));
        var processor = Processor.of(architecture, directory);
        var passed = processor.run(
                plan(new Step.Call(SystemCall.CHDIR, missing, Set.of(1, Errno.ENOENT, 4095)), exit(5)),
                architecture,
                "/");
        assertThat(passed.exitStatus()).isEqualTo(5);
        var failed = processor.run(
                plan(new Step.Call(SystemCall.CHDIR, missing, Set.of(1, 3, Errno.EACCES)), exit(5)), architecture, "/");
        assertThat(failed.failure()).isEqualTo(new EntryFailure(0, Errno.ENOENT, Processor.TOKEN));
    }

    @ParameterizedTest
    @EnumSource
    void aPlanMayBeLong(Architecture architecture) {
        List<Step> steps = new ArrayList<>(Collections.nCopies(1000, umask(022)));
        for (int index = 0; index < 300; index++) {
            steps.add(new Step.Call(SystemCall.CHDIR, List.of(text("/missing/" + index)), Set.of(Errno.ENOENT)));
        }
        steps.add(chdir("/missing"));
        steps.add(exit(0));
        var processor = Processor.of(architecture, directory);
        assertThat(processor.run(new LaunchPlan(steps), architecture, "/").failure())
                .isEqualTo(new EntryFailure(1300, Errno.ENOENT, Processor.TOKEN));
        steps.set(0, chdir("/missing"));
        assertThat(processor.run(new LaunchPlan(steps), architecture, "/").failure())
                .isEqualTo(new EntryFailure(0, Errno.ENOENT, Processor.TOKEN));
    }

    @Test
    void aPlanIsRefusedThatTheInstructionsDoNotReachOver() {
        var huge = plan(new Step.Call(SystemCall.CHDIR, new Argument.Bytes(new byte[1 << 20], 1, "huge")), exit(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryProgram.compile(huge, Architecture.ARM64))
                .withMessageMatching("a launch plan of \\d+ bytes, from 1048576 on too long");
    }

    @ParameterizedTest
    @EnumSource
    void equalPlansGiveEqualImagesAndEqualDataIsThereOnce(Architecture architecture) {
        byte[] once = EntryProgram.compile(plan(chdir("/a/long/directory"), umask(1), exit(0)), architecture);
        byte[] again = EntryProgram.compile(plan(chdir("/a/long/directory"), umask(1), exit(0)), architecture);
        assertThat(again).isEqualTo(once);
        var twice = plan(chdir("/a/long/directory"), chdir("/a/long/directory"), umask(1), exit(0));
        assertThat(EntryProgram.compile(twice, architecture).length - once.length)
                .isLessThan(once.length - EntryProgram.compile(plan(umask(1), exit(0)), architecture).length);
    }

    /** The root and the arguments with which a shell runs the script. */
    private static String[] command(String script) {
        return new String[] {"/", "sh", "-c", script};
    }

    @ParameterizedTest
    @EnumSource
    void theProcessWritesItsNumberIntoItsEnvironment(Architecture architecture) {
        var plan = thenExecute("/bin/sh", new Step.ListenPid());
        var run = Processor.of(architecture, directory)
                .runWith(
                        Step.ListenPid.PLACE,
                        EntryProgram.compile(plan, architecture),
                        "/",
                        "sh",
                        "-c",
                        "echo \"$LISTEN_PID $$\"");
        assertThat(run.text()).matches("([1-9][0-9]*) \\1\n");
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsReportedOnTheDescriptorThatThePlanNames(Architecture architecture) {
        var plan = plan(new Step.Call(SystemCall.DUP3, number(3), number(7), number(0)), chdir("/missing"), exit(0));
        var run = Processor.of(architecture, directory).run(EntryProgram.compile(plan, architecture, 7), "/");
        assertThat(run.failure()).isEqualTo(new EntryFailure(1, Errno.ENOENT, Processor.TOKEN));
    }
}
