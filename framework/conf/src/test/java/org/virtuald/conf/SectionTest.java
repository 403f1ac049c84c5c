package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a key that is yet to come may rely on. */
class SectionTest {

    record Limits(int most, boolean queue) {}

    private static final Key<Integer> MOST = Key.required("most", "how many at once", ValueType.number(1, 99));
    private static final Key<Boolean> QUEUE = Key.optional("queue", "whether to wait", ValueType.flag(), true);
    private static final ValueType<Limits> LIMITS =
            ValueType.section(List.of(MOST, QUEUE), section -> new Limits(section.get(MOST), section.get(QUEUE)));
    private static final Key<Optional<Limits>> KEY =
            Key.optional("limits", "how much is allowed", LIMITS.map(Optional::of), Optional.empty());

    @Test
    void holdsASectionOfItsOwn() {
        assertThat(value(read("limits { most = 5 }"))).contains(new Limits(5, true));
        assertThat(value(read("limits { most = 5, queue = false }"))).contains(new Limits(5, false));
        assertThat(value(read(""))).isEmpty();
    }

    @Test
    void namesTheKeysOfASectionInFull() {
        assertThat(read("\nlimits {\n mots = 5\n queue = 1 }").problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "x.conf:2: limits.most: missing: how many at once",
                        "x.conf:3: limits.mots: unknown key; did you mean limits.most?",
                        "x.conf:4: limits.queue: expected true or false, found 1");
    }

    @Test
    void refusesWhatIsNoSection() {
        assertThat(read("limits = 5").problems())
                .extracting(Problem::toString)
                .containsExactly("x.conf:1: limits: expected an object with most, queue, found 5");
    }

    private static Optional<Limits> value(Reading<Optional<Limits>> reading) {
        return ((Reading.Accepted<Optional<Limits>>) reading).value();
    }

    private static Reading<Optional<Limits>> read(String text) {
        ConfSource source = new ConfSource(Path.of(""), Path.of("x.conf"), file -> new byte[0]);
        Optional<ConfigObject> tree = Hocon.parse(text, "x.conf", new Includer(source, text), source);
        Section section = Section.read(
                tree.orElse(ConfigFactory.empty().root()), new Place("x.conf", 0), "", List.of(KEY), source);
        Function<Section, Optional<Limits>> record = read -> read.get(KEY);
        return source.problems().accept(() -> record.apply(section));
    }
}
