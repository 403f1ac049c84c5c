package org.virtuald.bench;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.AddressPrefix;

/** Whether an address may connect, by lists of several lengths. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AccessLookUp {

    /** How many prefixes are denied. */
    @Param({"1", "1000", "100000"})
    public int prefixes;

    private AccessList list = AccessList.of(List.of(), List.of());
    private InetAddress denied = InetAddress.getLoopbackAddress();
    private InetAddress allowed = InetAddress.getLoopbackAddress();

    /** Denies prefixes inside one that is allowed. */
    @Setup
    public void makeList() throws UnknownHostException {
        List<AddressPrefix> deny = IntStream.range(0, prefixes)
                .mapToObj(place -> "10.%d.%d.%d/31".formatted(place >> 15, place >> 7 & 255, place << 1 & 255))
                .map(AddressPrefix::parse)
                .toList();
        list = AccessList.of(List.of(AddressPrefix.parse("10.0.0.0/8")), deny);
        denied = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        allowed = InetAddress.getByAddress(new byte[] {10, (byte) 200, 0, 1});
    }

    /** An address that a prefix denies. */
    @Benchmark
    public boolean denied() {
        return list.allows(denied);
    }

    /** An address of the allowed ones that no prefix denies. */
    @Benchmark
    public boolean allowed() {
        return list.allows(allowed);
    }
}
