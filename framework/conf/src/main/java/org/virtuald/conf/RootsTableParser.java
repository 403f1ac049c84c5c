package org.virtuald.conf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A roots table in the making. */
final class RootsTableParser {

    private final String file;
    private final Problems problems;
    private final PrefixIndex rules = new PrefixIndex();
    private final CoveredPrefixes covered = new CoveredPrefixes();
    private final List<String> directories = new ArrayList<>();
    private final Map<String, Integer> directoryNumbers = new HashMap<>();
    private int[] lineOf = new int[16];
    private int[] directoryOf = new int[16];
    private int count;
    private int defaultRule = PrefixMap.NONE;

    RootsTableParser(String file) {
        this.file = file;
        this.problems = new Problems(file);
    }

    void add(int line, String text) {
        Place place = new Place(file, line);
        RootsLine parsed = RootsLine.parse(text);
        if (parsed instanceof RootsLine.Malformed malformed) {
            problems.error(place, malformed.message());
        } else if (parsed instanceof RootsLine.Rule rule) {
            if (canMatch(covered.coverOf(rule.prefix()), place)) {
                covered.add(rule.prefix(), count);
                rules.add(rule.prefix(), count);
                keep(place, rule.directory());
            }
        } else if (parsed instanceof RootsLine.Default all && canMatch(covered.coverOfAll(), place)) {
            covered.addAll(count);
            defaultRule = count;
            keep(place, all.directory());
        }
    }

    Reading<RootsTable> table() {
        if (count == 0 && !problems.hasErrors()) {
            problems.warning(Place.whole(file), "matches no address: every connection is refused");
        }
        return problems.accept(() -> new RootsTable(
                rules, defaultRule, Arrays.copyOf(lineOf, count), Arrays.copyOf(directoryOf, count), directories));
    }

    private boolean canMatch(int cover, Place place) {
        if (cover == CoveredPrefixes.NOTHING) {
            return true;
        }
        boolean oneLine = cover != CoveredPrefixes.SEVERAL && lineOf[cover] > 0;
        problems.warning(
                place,
                "never matches: " + (oneLine ? "line " + lineOf[cover] + " covers it" : "earlier lines cover it"));
        return false;
    }

    private void keep(Place place, String directory) {
        if (directory.contains(" #")) {
            problems.warning(place, "directory " + Quoted.of(directory) + " holds #: only a whole line is a comment");
        }
        if (count == lineOf.length) {
            lineOf = Arrays.copyOf(lineOf, count * 2);
            directoryOf = Arrays.copyOf(directoryOf, count * 2);
        }
        lineOf[count] = place.line();
        directoryOf[count++] = directory.equals(RootsLine.REFUSED) ? RootsTable.REFUSED : numberOf(directory);
    }

    private int numberOf(String directory) {
        return directoryNumbers.computeIfAbsent(directory, name -> {
            directories.add(name);
            return directories.size() - 1;
        });
    }
}
