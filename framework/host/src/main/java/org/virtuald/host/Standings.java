package org.virtuald.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

/**
 * What the reconciler has found about each service that has a conf file, for those who ask while it is at work. Written by its
 * thread, read by any.
 */
final class Standings {

    /**
     * How a service stands.
     *
     * @param conf what its file says, or what runs of it if the file is wrong now; empty where nobody knows
     * @param problems what is wrong with its files now, warnings too
     */
    record Standing(Optional<ServiceConf> conf, List<Problem> problems) {
        /** Copies the list. */
        Standing {
            problems = List.copyOf(problems);
        }

        boolean isDisabled() {
            return conf.isPresent() && !conf.get().enabled();
        }

        boolean hasErrors() {
            return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        }
    }

    private final Path confDirectory;
    private final Retries retries;
    private volatile SortedMap<String, Standing> all = Collections.emptySortedMap();

    /**
     * @param retries know the failures
     */
    Standings(Path confDirectory, Retries retries) {
        this.confDirectory = confDirectory;
        this.retries = retries;
    }

    /**
     * The conf directory was read.
     *
     * @param wanted what the confs say
     * @param deployed what runs, or should
     * @param access knows what is wrong with access lists
     */
    void update(Map<String, Reading<ServiceConf>> wanted, Map<String, Deployed> deployed, AccessUpdates access) {
        SortedMap<String, Standing> now = new TreeMap<>();
        wanted.forEach((name, reading) -> {
            Optional<Deployed> runs = Optional.ofNullable(deployed.get(name));
            List<Problem> problems = new ArrayList<>(reading.problems());
            problems.addAll(access.problems(name));
            runs.ifPresent(one -> problems.addAll(one.problems()));
            Optional<ServiceConf> conf = reading instanceof Reading.Accepted<ServiceConf> accepted
                    ? Optional.of(accepted.value())
                    : runs.map(Deployed::conf);
            now.put(name, new Standing(conf, problems));
        });
        all = Collections.unmodifiableSortedMap(now);
    }

    /** By name, as of the last time that the conf directory was read. */
    SortedMap<String, Standing> all() {
        return all;
    }

    /** The conf file of a service. */
    Path file(String service) {
        return ServiceFiles.file(confDirectory, service);
    }

    /** Why a service could not be started, or go on, the last time. */
    Optional<String> failure(String service) {
        return retries.reason(service);
    }
}
