package org.virtuald.launcher;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.virtuald.posix.ErrnoException;

/**
 * A launch as the launcher does it: from the request on its channel, by a worker, to the answer that the program, which does
 * nothing but exit, has ended. Needs root.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OneLaunch {

    private Optional<LaunchedProgram> program = Optional.empty();

    /** Opens the service. */
    @Setup
    public void open() throws IOException {
        program = Optional.of(new LaunchedProgram());
    }

    /** One program, from its request to its end. */
    @Benchmark
    public LaunchAnswer launch() throws ErrnoException, MalformedMessageException {
        return program.orElseThrow().launch();
    }

    /** Closes the service. */
    @TearDown
    public void close() throws IOException {
        program.orElseThrow().close();
    }
}
