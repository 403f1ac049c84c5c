package org.virtuald.bench;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;

/** The root of an address, in tables of several sizes; and the reading of such a table. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RootsLookUp {

    /** How many lines the table has. */
    @Param({"3", "1000", "100000"})
    public int lines;

    private String text = "";
    private RootsTable table = RootsTable.empty();
    private InetAddress[] addresses = {};
    private int next;

    /** Makes a table of addresses, and asks for them all in turn, so that no part of it stays in the processor's cache. */
    @Setup
    public void makeTable() throws UnknownHostException {
        text = IntStream.range(0, lines)
                .mapToObj(line -> "10.%d.%d.%d /virtual/%d%n".formatted(line >> 16, line >> 8 & 255, line & 255, line))
                .collect(Collectors.joining());
        table = parsed(RootsTable.parse("table", text));
        addresses = new InetAddress[lines];
        for (int i = 0; i < lines; i++) {
            // a step that shares no factor with the sizes: neighbours in time are not neighbours in the table
            int line = (int) (i * 7919L % lines);
            addresses[i] =
                    InetAddress.getByAddress(new byte[] {10, (byte) (line >> 16), (byte) (line >> 8), (byte) line});
        }
    }

    /** What a launch asks. */
    @Benchmark
    public RootsTable.Match lookUp() {
        next = next + 1 == addresses.length ? 0 : next + 1;
        return table.lookup(addresses[next]);
    }

    /** What a reload does. */
    @Benchmark
    public RootsTable parse() {
        return parsed(RootsTable.parse("table", text));
    }

    private static RootsTable parsed(Reading<RootsTable> reading) {
        if (reading instanceof Reading.Accepted<RootsTable> accepted) {
            return accepted.value();
        }
        throw new IllegalStateException(reading.problems().toString());
    }
}
