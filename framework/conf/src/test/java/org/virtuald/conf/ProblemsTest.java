package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.Problem.Severity;

class ProblemsTest {

    @Test
    void areWrittenAsCompilersDo() {
        assertThat(new Problem(Severity.ERROR, "f", 7, "bad")).hasToString("f:7: bad");
        assertThat(new Problem(Severity.ERROR, "f", 0, "bad")).hasToString("f: bad");
        assertThat(new Problem(Severity.WARNING, "f", 7, "odd")).hasToString("f:7: warning: odd");
        assertThatIllegalArgumentException().isThrownBy(() -> new Problem(Severity.ERROR, "f", -1, "bad"));
    }

    @Test
    void warningsAloneDoNotReject() {
        Problems problems = new Problems("f");
        problems.warning(Place.whole("f"), "odd");
        Reading<String> reading = problems.accept(() -> "value");
        assertThat(reading)
                .isEqualTo(new Reading.Accepted<>("value", List.of(new Problem(Severity.WARNING, "f", 0, "odd"))));
        problems.error(Place.whole("f"), "bad");
        assertThat(problems.accept(() -> "value")).isInstanceOf(Reading.Rejected.class);
    }

    @Test
    void areInTheOrderOfTheLinesTheMainFileFirst() {
        Problems problems = new Problems("m");
        problems.error(new Place("a", 1), "1");
        problems.error(new Place("m", 2), "2");
        problems.warning(new Place("m", 1), "3");
        assertThat(problems.reject().problems()).extracting(Problem::message).containsExactly("3", "2", "1");
    }

    @Test
    void areCountedBeyondAHundred() {
        Problems problems = new Problems("f");
        for (int line = 1; line <= 1234; line++) {
            problems.error(new Place("f", line), "bad");
            problems.warning(new Place("f", line), "odd");
        }
        List<Problem> all = problems.reject().problems();
        assertThat(all).hasSize(202);
        assertThat(all.subList(200, 202))
                .extracting(Problem::toString)
                .containsExactly("f: and 1134 more errors", "f: warning: and 1134 more warnings");
    }
}
