package org.virtuald.bundles.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Counters that only grow become rates by the second. */
class HourTest {
    private static final List<Long> BOUNDS = List.of(1000L, 2000L);
    private final Hour hour = new Hour();

    @Test
    void onlyWhatHasComeSinceTheFirstLookCounts() {
        hour.put(10, List.of(service("ftp", 1000, 50, 7)));
        hour.put(11, List.of(service("ftp", 1010, 50, 8)));
        hour.put(13, List.of(service("ftp", 1030, 55, 9)));

        assertThat(tail(hour.service("ftp"), "accepted", 3))
                .containsExactly(Optional.of(2.0), Optional.empty(), Optional.of(4.0));
        assertThat(tail(hour.service("ftp"), "refused", 3))
                .containsExactly(Optional.of(0.0), Optional.empty(), Optional.of(1.0));
        assertThat(tail(hour.host(), "active", 3))
                .containsExactly(Optional.of(8.0), Optional.empty(), Optional.of(9.0));
        assertThat(hour.refused(Map.of("access", 55L)))
                .containsExactly(Map.of("name", "access", "hour", 5L, "total", 55L));
        assertThat(hour.serviceMinute("ftp")).containsEntry("accepted_rate", 3.0);
    }

    @Test
    void theHostIsTheSumOfItsServicesAndTwoOfOneNameCountOnce() {
        hour.put(0, List.of(service("a", 0, 0, 0), service("b", 0, 0, 0), service("b", 0, 0, 0)));
        hour.put(1, List.of(service("a", 5, 0, 1), service("b", 10, 0, 2), service("b", 10, 0, 2)));
        assertThat(tail(hour.host(), "accepted", 1)).containsExactly(Optional.of(3.0));
        assertThat(tail(hour.host(), "active", 1)).containsExactly(Optional.of(3.0));
    }

    @Test
    void aServiceThatWasQuietHasZeroesFromItsBeginning() {
        hour.put(0, List.of(service("a", 0, 0, 0)));
        hour.put(1, List.of(service("a", 0, 0, 0)));
        assertThat(tail(hour.service("a"), "accepted", 2)).containsExactly(Optional.empty(), Optional.of(0.0));
        hour.put(2, List.of(service("a", 5, 0, 0)));
        assertThat(tail(hour.service("a"), "accepted", 3))
                .containsExactly(Optional.empty(), Optional.of(0.0), Optional.of(1.0));
        assertThat(tail(hour.service("unknown"), "accepted", 1)).containsExactly(Optional.empty());
    }

    @Test
    void aServiceThatComesLateOrAgainBringsNoPeak() {
        hour.put(0, List.of());
        hour.put(1, List.of(service("a", 1000, 0, 3)));
        hour.put(2, List.of());
        hour.put(3, List.of(service("a", 1005, 0, 3)));
        assertThat(tail(hour.host(), "accepted", 3))
                .containsExactly(Optional.of(0.0), Optional.of(0.0), Optional.of(1.0));
        assertThat(tail(hour.host(), "active", 3))
                .containsExactly(Optional.of(3.0), Optional.of(0.0), Optional.of(3.0));
    }

    @Test
    void notMoreServicesHaveAHistoryThanThereIsRoomFor() {
        for (int round = 0; round < 3; round++) {
            int accepted = round;
            hour.put(
                    round,
                    IntStream.range(0, Hour.MOST + 10)
                            .mapToObj(i -> service("s" + i, 5L * accepted, 0, 0))
                            .toList());
        }
        long known = IntStream.range(0, Hour.MOST + 10)
                .filter(i -> tail(hour.service("s" + i), "accepted", 1).equals(List.of(Optional.of(1.0))))
                .count();
        assertThat(known).isEqualTo(Hour.MOST);
        assertThat(tail(hour.host(), "accepted", 1)).containsExactly(Optional.of(Hour.MOST + 10.0));
    }

    @Test
    void latenciesAreThoseOfTheFiveSeconds() {
        Latencies before = new Latencies(BOUNDS, List.of(100L, 0L, 0L));
        Latencies now = new Latencies(BOUNDS, List.of(100L, 10L, 0L));
        assertThat(now.since(before).quantile(0.5)).contains(15L);
        assertThat(now.quantile(0.5)).contains(6L);
        assertThat(new Latencies(BOUNDS, List.of(0L, 0L, 3L)).quantile(0.99)).contains(20L);
        assertThat(now.since(now).quantile(0.5)).isEmpty();
        assertThat(Latencies.NONE.plus(now)).isEqualTo(now);
        assertThat(now.plus(Latencies.NONE)).isEqualTo(now);
        assertThat(now.plus(before).counts()).containsExactly(200L, 10L, 0L);
    }

    private static List<Object> tail(Map<String, Object> points, String field, int length) {
        List<Object> all = points.get(field) instanceof List<?> list ? new ArrayList<>(list) : List.of();
        return all.subList(all.size() - length, all.size());
    }

    private static ServiceState service(String name, long accepted, long refused, long active) {
        Counts counts = new Counts(accepted, Map.of("access", refused), Map.of(), active, Latencies.NONE);
        return new ServiceState(name, "program", "active", List.of(), List.of(), counts);
    }
}
