package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host that was started as an administrator starts it. Closing it ends it with all that it has started. */
final class RunningHost implements AutoCloseable {

    private final Process process;
    private final ProcessLog log;
    private final ProcFiles proc;
    private final List<ProcessHandle> started = new ArrayList<>();
    private ProcFiles launcher = new ProcFiles(0);

    private RunningHost(Process process) {
        this.process = process;
        this.log = new ProcessLog(process.getInputStream());
        this.proc = new ProcFiles(process.pid());
    }

    /** Starts a command that becomes a host, and does not wait for it. */
    static RunningHost begin(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return of(process);
    }

    /** A process that becomes a host and writes its log to stdout. */
    static RunningHost of(Process process) {
        return new RunningHost(process);
    }

    /** Waits until its services are open. */
    RunningHost awaitReady() throws IOException, InterruptedException {
        ready();
        List<Long> children = proc.children();
        assertThat(children).as("children of the host").hasSize(1);
        launcher = new ProcFiles(children.get(0));
        ProcessHandle.of(launcher.pid()).ifPresent(started::add);
        return this;
    }

    /** The line that says what runs, and what does not. */
    String ready() throws InterruptedException {
        return log.await(" virtuald: ready in ");
    }

    ProcessLog log() {
        return log;
    }

    /** The host's process. */
    ProcFiles proc() {
        return proc;
    }

    /** The launcher's process. */
    ProcFiles launcher() {
        return launcher;
    }

    /** The port of a service that listens on one, as the line at the start says. */
    int port(String service) throws InterruptedException {
        return ports(service).get(0);
    }

    /** The ports of a service in the order of its sockets, as the line at the start says. */
    List<Integer> ports(String service) throws InterruptedException {
        String ready = ready();
        Matcher part = Pattern.compile("[:;] " + Pattern.quote(service) + " on ([^;]*)")
                .matcher(ready);
        assertThat(part.find()).as("%s is in: %s", service, ready).isTrue();
        List<Integer> ports = new ArrayList<>();
        for (String address : part.group(1).split(", ", -1)) {
            ports.add(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        }
        return ports;
    }

    /** Sends a signal, by its name, to the host. */
    void signal(String name) throws IOException, InterruptedException {
        send(name, proc.pid());
    }

    /** Sends a signal, by its name, to one process. */
    static void send(String name, long pid) throws IOException, InterruptedException {
        Outcome.of(List.of("sh", "-c", "kill -" + name + " " + pid)).andWell();
    }

    /** Waits until the host and all that it has started have ended, and answers its exit status. */
    int awaitExit() throws InterruptedException {
        int status = awaitProcessExit();
        log.awaitEnd();
        return status;
    }

    /** Waits until the host has ended, and answers its exit status; programs may still run. */
    int awaitProcessExit() throws InterruptedException {
        assertThat(process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("the host ends; its log:\n%s", log)
                .isTrue();
        return process.exitValue();
    }

    /** The processes that start them. */
    List<Long> starters() throws IOException {
        return launcher.starters();
    }

    /** The programs that run. */
    List<Long> programs() throws IOException {
        return launcher.programs();
    }

    @Override
    public void close() {
        process.descendants().forEach(started::add);
        process.destroy();
        boolean ended = process.onExit()
                .thenApply(done -> true)
                .completeOnTimeout(false, Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
        // programs go on when their host ends, and so would a launcher that was stopped
        started.forEach(ProcessHandle::destroyForcibly);
        assertThat(ended).as("the host ends on SIGTERM; its log:\n%s", log).isTrue();
    }
}
