package org.virtuald.host.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.conf.Limits;
import org.virtuald.conf.Rate;

class ServiceLoadTest {
    private static final Limits NONE = limits(OptionalInt.empty(), OptionalInt.empty(), 64);
    private static final long SECOND = 1_000_000_000;

    private final HostPrograms host = new HostPrograms(OptionalInt.of(5));
    private final ServiceLoad load = new ServiceLoad(host, new LoadAverage());
    private final AtomicInteger told = new AtomicInteger();
    private final Runnable whenLess = told::incrementAndGet;

    @Test
    void onlyLiveProgramsCount() {
        Limits two = limits(OptionalInt.of(2), OptionalInt.empty(), 64);
        Permit first = taken(two, "10.0.0.1");
        taken(two, "10.0.0.2");
        assertThat(over(two, "10.0.0.3")).isEqualTo(Reason.MAX_PROGRAMS);
        assertThat(told).hasValue(0);

        first.release();
        first.release();

        assertThat(told).hasValue(1);
        taken(two, "10.0.0.3");
        assertThat(over(two, "10.0.0.3")).isEqualTo(Reason.MAX_PROGRAMS);
    }

    @Test
    void oneSourceDoesNotCountForAnother() {
        Limits one = limits(OptionalInt.empty(), OptionalInt.of(1), 64);
        Permit first = taken(one, "2001:db8::1");
        assertThat(over(one, "2001:db8::2")).isEqualTo(Reason.MAX_PER_SOURCE);
        taken(one, "2001:db8:0:1::1");
        taken(one, "10.0.0.1");
        taken(one, "10.0.0.2");

        first.release();

        taken(one, "2001:db8::2");
        assertThat(told).hasValue(1);
    }

    @Test
    void aNewConfCountsTheProgramsOfTheOldOneByItsOwnSources() {
        Permit first = taken(NONE, "2001:db8::1");
        Permit second = taken(NONE, "2001:db8:0:1::1");
        Limits wide = limits(OptionalInt.empty(), OptionalInt.of(2), 48);
        load.regroup(wide);

        assertThat(over(wide, "2001:db8:0:2::1")).isEqualTo(Reason.MAX_PER_SOURCE);
        first.release();
        second.release();
        taken(wide, "2001:db8:0:2::1");
    }

    @Test
    void theHostsProgramsAreThoseOfAllServices() {
        ServiceLoad other = new ServiceLoad(host, new LoadAverage());
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            permits.add(taken(i % 2 == 0 ? load : other, NONE, "10.0.0.1"));
        }
        assertThat(over(NONE, "10.0.0.1")).isEqualTo(Reason.HOST_MAX_PROGRAMS);

        permits.get(1).release();

        assertThat(told).hasValue(1);
        taken(NONE, "10.0.0.1");
    }

    @Test
    void whoIsOverARateIsToldWhenToComeAgain() {
        Limits slow = new Limits(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.of(new Rate(SECOND, 2)),
                Optional.empty(),
                OptionalDouble.empty(),
                64,
                Limits.OverLimit.WAIT);
        AddressPrefix address = AddressPrefix.parse("10.0.0.1");
        long now = System.nanoTime();
        assertThat(load.take(slow, address, now, whenLess)).isInstanceOf(ServiceLoad.Answer.Taken.class);
        assertThat(load.take(slow, address, now, whenLess)).isInstanceOf(ServiceLoad.Answer.Taken.class);
        assertThat(load.take(slow, address, now, whenLess))
                .isInstanceOfSatisfying(ServiceLoad.Answer.Over.class, over -> {
                    assertThat(over.reason()).isEqualTo(Reason.RATE);
                    assertThat(over.nanos()).isBetween(SECOND / 2, SECOND);
                });
        assertThat(load.take(slow, address, now + SECOND, whenLess)).isInstanceOf(ServiceLoad.Answer.Taken.class);
    }

    @Test
    void theLoadAverageIsReadOnceASecond(@TempDir Path path) throws IOException {
        Path file = Files.writeString(path.resolve("loadavg"), "0.75 0.10 0.05 1/200 300\n");
        LoadAverage average = new LoadAverage(file);
        assertThat(average.now(0)).isEqualTo(0.75);
        Files.writeString(file, "1.50 0.10 0.05 1/200 300\n");
        assertThat(average.now(SECOND - 1)).isEqualTo(0.75);
        assertThat(average.now(SECOND)).isEqualTo(1.5);
        Files.writeString(file, "nonsense");
        assertThat(average.now(3 * SECOND)).isEqualTo(1.5);
    }

    private Permit taken(Limits limits, String address) {
        return taken(load, limits, address);
    }

    private Permit taken(ServiceLoad of, Limits limits, String address) {
        ServiceLoad.Answer answer = of.take(limits, AddressPrefix.parse(address), System.nanoTime(), whenLess);
        assertThat(answer).isInstanceOf(ServiceLoad.Answer.Taken.class);
        return ((ServiceLoad.Answer.Taken) answer).permit();
    }

    private Reason over(Limits limits, String address) {
        ServiceLoad.Answer answer = load.take(limits, AddressPrefix.parse(address), System.nanoTime(), whenLess);
        assertThat(answer).isInstanceOf(ServiceLoad.Answer.Over.class);
        return ((ServiceLoad.Answer.Over) answer).reason();
    }

    private static Limits limits(OptionalInt programs, OptionalInt perSource, int prefix) {
        return new Limits(
                programs,
                perSource,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                prefix,
                Limits.OverLimit.WAIT);
    }
}
