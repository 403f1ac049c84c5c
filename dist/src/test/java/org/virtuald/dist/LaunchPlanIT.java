package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What {@code check --plan} prints is what happens. */
@AsRoot
class LaunchPlanIT {

    private static final Pattern SIZE = Pattern.compile("([0-9]+)\\*1024");

    @AutoClose
    private final Site site = new Site();

    LaunchPlanIT() throws IOException {}

    @Test
    void thePlanNamesTheRootTheIdentityAndTheProgram() throws Exception {
        service(site.directory().resolve("nowhere"));

        assertThat(plan())
                .contains("chroot(\"<root>\")", "setresgid(65533, 65533, 65533)", "setresuid(65534, 65534, 65534)")
                .last()
                .isEqualTo("execve(\"/opt/cat\", argv+2, envp) || execve(\"/usr/bin/cat\", argv+2, envp)");
    }

    @Test
    void thePlanIsWhatStraceShowsOfALaunch() throws Exception {
        Path root = site.root("one");
        service(root);
        RunningHost host = site.start();
        Path trace = site.directory().resolve("trace");
        try (Strace strace = Strace.of(host.launcher().pid(), trace, "-ff", "-s", "4096")) {
            assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
            String launched = host.log().await(", pid ");
            host.log().await(" ended, pid ");
            long starter = host.starters().get(0);
            strace.end();

            String pid = launched.replaceFirst(".*, pid ", "");
            assertThat(programCalls(Path.of(trace + "." + pid))).isEqualTo(expected(plan(), root));
            assertThat(starterCalls(Path.of(trace + "." + starter)))
                    .isEqualTo(expected(plan("once, by the starter:"), root));
            assertThat(Files.readAllLines(Path.of(trace + "." + starter)))
                    .as("it cannot be traced by others than root")
                    .anyMatch(line -> line.matches("prctl\\(PR_SET_DUMPABLE, (0|SUID_DUMP_DISABLE)\\) += 0"));
        }
    }

    /** The plan with the root in it and, of the search for the program, the tries up to the one that is there. */
    private static List<String> expected(List<String> plan, Path root) {
        List<String> calls = new ArrayList<>();
        for (String line : plan) {
            for (String call : line.split(" \\|\\| ", -1)) {
                calls.add(comparable(call.replace("<root>", root.toString())));
            }
        }
        return calls;
    }

    /** The calls of the program's process from its first one to the exec of the program. */
    private static List<String> programCalls(Path trace) throws IOException {
        List<String> lines = Files.readAllLines(trace);
        return calls(lines.subList(0, indexOf(lines, 0, "execve\\(.* = 0") + 1));
    }

    /** The calls between the exec of the starter and the one that closes what it has no use for. */
    private static List<String> starterCalls(Path trace) throws IOException {
        List<String> lines = Files.readAllLines(trace);
        int begin = indexOf(lines, 0, "execve\\(\"/proc/self/fd/.* = 0");
        return calls(lines.subList(begin + 1, indexOf(lines, begin, "close_range.*")));
    }

    private static List<String> calls(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("\\s+= \\S+( E.*)?$", ""))
                .map(LaunchPlanIT::comparable)
                .distinct() // the plan has one line for all capabilities
                .toList();
    }

    private static int indexOf(List<String> lines, int from, String regex) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).matches(regex)) {
                return i;
            }
        }
        throw new AssertionError("no " + regex + " in:\n" + String.join("\n", lines));
    }

    /** Numbers in digits, as versions of strace have different words for them; of execve the file alone. */
    private static String comparable(String call) {
        String digits = call.replace("~0U", "4294967295")
                .replace("UINT_MAX", "4294967295")
                .replaceFirst("filter=0x[0-9a-f]+", "filter=...")
                .replaceFirst("PR_CAPBSET_DROP, CAP_[A-Z_]+", "PR_CAPBSET_DROP, each capability")
                .replace("RLIM64_INFINITY", new BigInteger("ffffffffffffffff", 16).toString());
        Matcher sizes = SIZE.matcher(digits);
        return sizes.replaceAll(size -> Long.toString(Long.parseLong(size.group(1)) * 1024))
                .replaceFirst("^(execve\\(\"[^\"]*\").*", "$1");
    }

    private List<String> plan() throws IOException, InterruptedException {
        return plan("for each program:");
    }

    /** The lines of the plan below a heading. */
    private List<String> plan(String heading) throws IOException, InterruptedException {
        Outcome outcome =
                Distribution.run("check", "--plan", "--conf", site.conf().toString());
        assertThat(outcome.out()).startsWith("name:\n");
        return outcome.out()
                .lines()
                .dropWhile(line -> !line.strip().equals(heading))
                .skip(1)
                .takeWhile(line -> line.startsWith("        "))
                .map(String::strip)
                .toList();
    }

    private void service(Path root) throws IOException {
        site.service("name", """
                listen  = ["127.0.0.1:0"]
                exec    = ["cat", "/name"]
                roots   = ["default %s"]
                user    = "65534:65533"
                path    = "/opt:/usr/bin"
                verbose = true
                """.formatted(root));
    }
}
