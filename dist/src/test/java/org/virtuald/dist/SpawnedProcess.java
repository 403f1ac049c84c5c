package org.virtuald.dist;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.Pipe;
import org.virtuald.posix.Spawn;

/** A child process that inherits descriptors, which those of the JDK cannot; its stdout and stderr are one stream. */
final class SpawnedProcess extends Process {
    private static final int FIRST_INHERITED = 3;
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    private final long pid;
    private final InputStream output;
    private final CompletableFuture<Process> exit = new CompletableFuture<>();
    private volatile int status;

    private SpawnedProcess(int pid, InputStream output) {
        this.pid = pid;
        this.output = output;
        Thread waiter = new Thread(this::await, "process " + pid);
        waiter.setDaemon(true);
        waiter.start();
    }

    /**
     * Starts a program.
     *
     * @param command the program's path and its arguments
     * @param environment the whole environment, each {@code NAME=value}
     * @param inherited its descriptors from 3 on
     */
    static SpawnedProcess start(List<String> command, List<String> environment, List<Descriptor> inherited)
            throws IOException {
        List<Spawn.Action> actions = new ArrayList<>();
        try (Pipe pipe = Pipe.open()) {
            InputStream output =
                    new FileInputStream("/proc/self/fd/" + pipe.reading().number());
            actions.add(new Spawn.Action.DevNull(0));
            actions.add(new Spawn.Action.Copy(pipe.writing(), 1));
            actions.add(new Spawn.Action.Copy(pipe.writing(), 2));
            for (int i = 0; i < inherited.size(); i++) {
                actions.add(new Spawn.Action.Copy(inherited.get(i), FIRST_INHERITED + i));
            }
            actions.add(new Spawn.Action.CloseFrom(FIRST_INHERITED + inherited.size()));
            int pid = Spawn.inThisSession()
                    .start(command.get(0), command, environment, actions.toArray(Spawn.Action[]::new));
            return new SpawnedProcess(pid, output);
        }
    }

    private void await() {
        try {
            ChildExit end = new ChildExit.Waiter().await((int) pid).orElseThrow();
            status = end.signal() == 0 ? end.code() : 128 + end.signal();
            exit.complete(this);
        } catch (ErrnoException | RuntimeException e) {
            exit.completeExceptionally(e);
        }
    }

    @Override
    public ProcessHandle toHandle() {
        return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("process " + pid + " has ended"));
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public Stream<ProcessHandle> descendants() {
        return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants);
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.copy();
    }

    @Override
    public InputStream getInputStream() {
        return output;
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            exit.get();
            return status;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            exit.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int exitValue() {
        if (!exit.isDone()) {
            throw new IllegalThreadStateException("process " + pid + " runs");
        }
        return status;
    }

    @Override
    public void destroy() {
        signal(SIGTERM);
    }

    @Override
    public Process destroyForcibly() {
        signal(SIGKILL);
        return this;
    }

    private void signal(int number) {
        if (!exit.isDone()) {
            try {
                CurrentProcess.signal((int) pid, number);
            } catch (ErrnoException e) {
                // it has ended meanwhile
            }
        }
    }
}
