package org.virtuald.inetd;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A conf directory made of other super-servers' files.
 *
 * @param files the content of each file, by its path in the conf directory: {@code services/ftp.conf}
 * @param remarks what has no counterpart, by file and line
 */
public record Imported(SortedMap<String, String> files, List<Remark> remarks) {

    /** Copies both, and sorts the remarks. */
    public Imported {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        remarks = remarks.stream()
                .sorted(Comparator.comparing(Remark::file).thenComparingInt(Remark::line))
                .toList();
    }
}
