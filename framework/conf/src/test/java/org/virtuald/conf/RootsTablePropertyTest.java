package org.virtuald.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.virtuald.conf.AddressPrefix.Family;
import org.virtuald.conf.RootsTable.Match;

/**
 * The table against what its manual says, line by line. The addresses differ in their first bits only, so that 16 of
 * each family stand for all that there are, and the lines of a small table get in each other's way.
 */
class RootsTablePropertyTest {

    private static final int BITS = 4;

    record Line(String address, String directory) {

        boolean matches(AddressPrefix address) {
            return this.address.equals("default")
                    || AddressPrefix.parse(this.address).contains(address);
        }

        @Override
        public String toString() {
            return address + " " + directory;
        }
    }

    @Property
    void theFirstLineThatMatchesWins(@ForAll("tables") List<Line> lines) {
        RootsTable table = ((Reading.Accepted<RootsTable>) parse(lines)).value();
        for (AddressPrefix address : addresses()) {
            assertThat(lookup(table, address)).isEqualTo(firstMatch(lines, address));
        }
    }

    @Property
    void warnsOfExactlyTheLinesThatNeverMatch(@ForAll("tables") List<Line> lines) {
        List<Integer> never = new ArrayList<>();
        List<AddressPrefix> left = new ArrayList<>(addresses());
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (!left.removeIf(line::matches)) {
                never.add(i + 1);
            }
        }
        assertThat(parse(lines).problems()).extracting(Problem::line).isEqualTo(never);
    }

    @Property
    void aLineSaidToCoverAnotherDoes(@ForAll("tables") List<Line> lines) {
        for (Problem problem : parse(lines).problems()) {
            String cover = problem.message().replaceAll("[^0-9]", "");
            Line covered = lines.get(problem.line() - 1);
            if (!cover.isEmpty()) {
                Line covering = lines.get(Integer.parseInt(cover) - 1);
                assertThat(addresses()).filteredOn(covered::matches).allMatch(covering::matches);
            }
        }
    }

    @Property
    void readsAnyTextOrSaysWhyNot(@ForAll("texts") String text) {
        Reading<RootsTable> reading = RootsTable.parse("t", text);
        assertThat(reading.problems())
                .allMatch(problem -> problem.line() <= text.lines().count() + 1);
        assertThat(reading.problems())
                .extracting(Problem::message)
                .noneMatch(message -> message.chars().anyMatch(Character::isISOControl));
    }

    @Property
    void readsAnyStringOrSaysWhyNot(@ForAll String text) {
        assertThat(RootsTable.parse("t", text)).isNotNull();
    }

    @Provide
    Arbitrary<List<Line>> tables() {
        Arbitrary<String> address = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(20, prefixes()), net.jqwik.api.Tuple.of(1, Arbitraries.just("default")));
        Arbitrary<String> directory = Arbitraries.of("/a", "/b", "/c d", "-");
        return Combinators.combine(address, directory)
                .as(Line::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static Arbitrary<String> prefixes() {
        return Combinators.combine(
                        Arbitraries.of(Family.class), Arbitraries.integers().between(0, BITS), Arbitraries.longs())
                .as((family, length, bits) ->
                        new AddressPrefix(family, bits & AddressPrefix.highMask(length), 0, length).toString());
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "10.0.0.1",
                        "::1",
                        "/",
                        "/a",
                        "default",
                        " ",
                        "\t",
                        "\r",
                        "\n",
                        "\0",
                        "#",
                        "-",
                        "..",
                        ":",
                        "8",
                        "x")
                .list()
                .ofMaxSize(40)
                .map(words -> String.join("", words));
    }

    private static Reading<RootsTable> parse(List<Line> lines) {
        return RootsTable.parse(
                "t", String.join("\n", lines.stream().map(Line::toString).toList()));
    }

    private static Match firstMatch(List<Line> lines, AddressPrefix address) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(address)) {
                String directory = lines.get(i).directory;
                return directory.equals("-") ? new Match.Refused(i + 1) : new Match.Root(directory, i + 1);
            }
        }
        return new Match.Absent();
    }

    private static Match lookup(RootsTable table, AddressPrefix address) {
        return table.lookup(AddressText.parse(address.toString()));
    }

    private static List<AddressPrefix> addresses() {
        return IntStream.range(0, 1 << BITS)
                .mapToObj(first -> (long) first << (64 - BITS))
                .flatMap(bits -> java.util.stream.Stream.of(
                        new AddressPrefix(Family.IPV4, bits, 0, 32), new AddressPrefix(Family.IPV6, bits, 0, 128)))
                .toList();
    }
}
