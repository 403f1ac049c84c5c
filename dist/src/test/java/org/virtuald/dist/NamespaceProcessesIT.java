package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How programs with namespaces of their own end, by themselves and by others, with all that they have started. */
@AsRoot
class NamespaceProcessesIT {

    private static final Pattern PROCESSOR_TIME = Pattern.compile(", ([0-9]+) ms of processor time");

    @AutoClose
    private final Site site = new Site();

    private final Path root = site.directory().resolve("root");

    NamespaceProcessesIT() throws IOException, InterruptedException {
        assumeTrue(
                Outcome.of(List.of("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "true"))
                                .status()
                        == 0,
                "this machine does not let root make namespaces");
        CProgram.install("inside", root);
        Files.createDirectories(root.resolve("tmp"));
        Files.createDirectories(root.resolve("proc"));
    }

    @Test
    void theLogHasTheStatusOfTheProgram() throws Exception {
        RunningHost host = start("");
        for (int status : new int[] {0, 7, 126}) {
            try (Inside inside = Inside.of(host, "in")) {
                inside.tell("exit " + status);
                assertThat(inside.line()).isNull();
            }
            host.log().await(" exited with status " + status + " ");
        }
    }

    @Test
    void theLogHasTheSignalOfTheProgram() throws Exception {
        RunningHost host = start("");
        for (int signal : new int[] {6, 9, 11, 15, 40}) {
            try (Inside inside = Inside.of(host, "in")) {
                inside.tell("signal " + signal);
                assertThat(inside.line()).isNull();
            }
            host.log().await(" was killed by signal " + signal + " ");
        }
    }

    @Test
    void theLogHasTheProcessorTimeOfTheProgram() throws Exception {
        RunningHost host = start("");
        try (Inside inside = Inside.of(host, "in")) {
            inside.ask("processor");
        }
        Matcher time = PROCESSOR_TIME.matcher(host.log().await(" ended, pid "));
        assertThat(time.find()).isTrue();
        assertThat(Integer.parseInt(time.group(1))).isBetween(300, 2000);
    }

    @Test
    void whatTheProgramHasStartedEndsWithIt() throws Exception {
        RunningHost host = start("");
        String namespace;
        try (Inside inside = Inside.of(host, "in")) {
            namespace = inside.ask("show", "ns-pid");
            assertThat(inside.ask("daemon")).containsExactly("daemon OK");
            assertThat(Inside.processesIn(namespace)).hasSize(3);
            inside.tell("exit 0");
            assertThat(inside.line()).isNull();
        }
        host.log().await(" exited with status 0 ");
        assertThat(Inside.processesIn(namespace)).isEmpty();
    }

    @Test
    void orphansAreWaitedFor() throws Exception {
        RunningHost host = start("");
        try (Inside inside = Inside.of(host, "in")) {
            for (int i = 0; i < 20; i++) {
                assertThat(inside.ask("orphan")).containsExactly("orphan OK");
            }
            Await.until("none is left", () -> inside.ask("processes").contains("processes 1 2"));
        }
    }

    @Test
    void aTimeLimitAsksTheProgramToEndAndThenEndsAll() throws Exception {
        service("stubborn", "time-limit = 1s");
        RunningHost host = start("time-limit = 1s");
        try (Inside inside = Inside.of(host, "in");
                Inside stubborn = Inside.of(host, "stubborn")) {
            inside.ask("on-term");
            stubborn.ask("ignore-term");
            String namespace = stubborn.ask("show", "ns-pid");
            stubborn.ask("daemon");
            stubborn.ask("processor");
            assertThat(inside.line()).isEqualTo("got 15");
            assertThat(inside.line()).isNull();
            host.log().await(" in: .* exited with status 3 ");
            assertThat(stubborn.line()).isNull();
            Matcher time = PROCESSOR_TIME.matcher(host.log().await(" stubborn: .* was killed by signal 9 "));
            assertThat(time.find()).isTrue();
            assertThat(Integer.parseInt(time.group(1))).isGreaterThanOrEqualTo(300);
            assertThat(Inside.processesIn(namespace)).isEmpty();
        }
    }

    @Test
    void aClientThatLeavesTakesTheProgramAlong() throws Exception {
        RunningHost host = start("kill-on-close = true");
        try (Inside inside = Inside.of(host, "in")) {
            inside.ask("on-term");
            inside.tell("stay");
            assertThat(inside.line()).isEqualTo("staying 2");
        }
        host.log().await(" exited with status 3 ");
    }

    @Test
    void aSignalToThePidOfTheLogReachesTheProgram() throws Exception {
        RunningHost host = start("");
        try (Inside inside = Inside.of(host, "in")) {
            inside.ask("on-term");
            RunningHost.send("TERM", host.programs().get(0));
            assertThat(inside.line()).isEqualTo("got 15");
        }
        host.log().await(" exited with status 3 ");
    }

    @Test
    void whoeverKillsTheOneOutsideKillsAllInside() throws Exception {
        RunningHost host = start("");
        try (Inside inside = Inside.of(host, "in")) {
            String namespace = inside.ask("show", "ns-pid");
            inside.ask("ignore-term");
            inside.ask("daemon");
            RunningHost.send("KILL", host.programs().get(0));
            Await.until(
                    "all have ended",
                    () -> Inside.processesIn(namespace).stream().noneMatch(NamespaceProcessesIT::isAlive));
        }
        host.log().await(" was killed by signal 9 ");
    }

    @Test
    void aClientSeesThatTheProgramHasClosedTheConnection() throws Exception {
        RunningHost host = start("");
        try (Inside inside = Inside.of(host, "in")) {
            inside.tell("close");
            assertThat(inside.line()).isNull();
            assertThat(host.programs()).hasSize(1);
            RunningHost.send("TERM", host.programs().get(0));
        }
        host.log().await(" was killed by signal 15 ");
    }

    @Test
    void whatItWritesToStandardErrorGoesIntoTheLog() throws Exception {
        RunningHost host = start("stderr = log");
        try (Inside inside = Inside.of(host, "in")) {
            assertThat(inside.ask("stderr all is well")).isEmpty();
        }
        host.log().await(" in: .*all is well");
        host.log().await(" exited with status 0 ");
    }

    @Test
    void programsGoOnWhenTheHostEnds() throws Exception {
        RunningHost host = start("");
        try (Inside inside = Inside.of(host, "in")) {
            assertThat(inside.ask("processes")).contains("processes 1 2");
            long outer = host.programs().get(0);
            host.signal("TERM");
            assertThat(host.awaitProcessExit()).isZero();
            assertThat(inside.ask("processes")).contains("processes 1 2");
            inside.tell("exit 0");
            assertThat(inside.line()).isNull();
            Await.until("the one outside has ended too", () -> !isAlive(outer));
        }
    }

    private static boolean isAlive(long pid) {
        try {
            return new ProcFiles(pid).isAlive();
        } catch (IOException e) {
            return false; // reading says ESRCH of one that has just ended
        }
    }

    private RunningHost start(String lines) throws IOException, InterruptedException {
        service("in", lines);
        return site.start();
    }

    private void service(String name, String lines) throws IOException {
        site.service(name, """
                listen    = ["127.0.0.1:0"]
                exec      = ["inside"]
                roots     = ["default %s"]
                user      = "61234"
                verbose   = true
                isolation = namespaces
                %s
                """.formatted(root, lines));
    }
}
