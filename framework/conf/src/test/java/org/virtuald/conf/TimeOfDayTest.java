package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeOfDayTest {

    @ParameterizedTest
    @CsvSource({
        "08:00-18:00, 07:59:59, false",
        "08:00-18:00, 08:00, true",
        "08:00-18:00, 17:59:59, true",
        "08:00-18:00, 18:00, false",
        "22:00-06:00, 21:59, false",
        "22:00-06:00, 22:00, true",
        "22:00-06:00, 00:00, true",
        "22:00-06:00, 05:59, true",
        "22:00-06:00, 06:00, false",
        "9:30-24:00, 09:29, false",
        "9:30-24:00, 23:59:59, true",
        "9:30-24:00, 00:00, false",
    })
    void aWindowHasItsFirstMinuteAndMayCrossMidnight(String window, LocalTime time, boolean within) {
        assertThat(TimeOfDay.parse(window).contains(time)).isEqualTo(within);
    }
}
