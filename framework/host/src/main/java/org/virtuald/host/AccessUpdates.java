package org.virtuald.host;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.AccessRules;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.admission.Access;

/**
 * Keeps access lists in line with their files: that of all services, and each service's own. A list with errors changes
 * nothing, and a service that has no good one yet does not start. Confined to the reconciler's thread.
 */
final class AccessUpdates {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** Whose the rules of all services are; no service has such a name. */
    private static final String EVERYWHERE = "";

    private final Access everywhere;
    private final AccessReadings readings;
    private final WrapperUpdates wrappers;

    /** The running services that ask the rules of tcp_wrappers. */
    private final Set<String> wrapped = new HashSet<>();

    private final Map<String, AccessList> lists = new HashMap<>();
    private final Map<String, List<Problem>> problems = new HashMap<>();
    private List<Problem> told = List.of();

    /**
     * @param everywhere who may connect to any service; updated here
     * @param readings its own from now on
     * @param wrappers its own from now on
     */
    AccessUpdates(Access everywhere, AccessReadings readings, WrapperUpdates wrappers) {
        this.wrappers = wrappers;
        this.everywhere = everywhere;
        this.readings = readings;
    }

    /** Who may connect to any service, or why that cannot be said. */
    static Reading<AccessList> everywhere(AccessRules rules, AccessReadings readings) {
        return readings.of(EVERYWHERE, rules, Instant.MAX);
    }

    /**
     * Reads the list of each service that is to run.
     *
     * @param wanted what the confs say
     * @param deployed what runs
     * @param untouchedSince when a file must have been complete
     * @return the same, but rejected where a service would have to start with a list that has errors
     */
    SortedMap<String, Reading<ServiceConf>> check(
            SortedMap<String, Reading<ServiceConf>> wanted, Map<String, Deployed> deployed, Instant untouchedSince) {
        SortedMap<String, Reading<ServiceConf>> checked = new TreeMap<>(wanted);
        problems.clear();
        lookAtWrappers(wanted, untouchedSince);
        wanted.forEach((name, reading) -> {
            if (reading instanceof Reading.Accepted<ServiceConf> accepted
                    && accepted.value().enabled()) {
                ServiceConf conf = accepted.value();
                Reading<AccessList> list = readings.of(name, conf.access(), untouchedSince);
                problems.put(name, list.problems());
                Deployed runs = deployed.get(name);
                if (wrapped.contains(name) && !wrappers.areInForce()) {
                    checked.put(name, new Reading.Rejected<>(wrappers.problems()));
                } else if (list instanceof Reading.Accepted<AccessList> good) {
                    lists.put(name, good.value());
                } else if (runs == null || !runs.conf().digest().equals(conf.digest())) {
                    List<Problem> all = new ArrayList<>(reading.problems());
                    all.addAll(list.problems());
                    problems.remove(name);
                    checked.put(name, new Reading.Rejected<>(all));
                }
            }
        });
        return checked;
    }

    private void lookAtWrappers(SortedMap<String, Reading<ServiceConf>> wanted, Instant untouchedSince) {
        wrapped.clear();
        wanted.forEach((name, reading) -> {
            if (reading instanceof Reading.Accepted<ServiceConf> accepted
                    && accepted.value().enabled()
                    && accepted.value().access().wrapped().isPresent()) {
                wrapped.add(name);
            }
        });
        if (!wrapped.isEmpty()) {
            wrappers.look(untouchedSince);
        }
    }

    /** What is wrong with the list of a service that runs on with an older one. */
    List<Problem> problems(String service) {
        return problems.getOrDefault(service, List.of());
    }

    /** The list of a service that was not rejected. */
    AccessList list(String service) {
        return requireNonNull(lists.get(service), service);
    }

    /** Has the services that run decide by their lists as they are now. */
    void apply(Services services, Set<String> running, Instant untouchedSince, ReloadReport report) {
        applyEverywhere(untouchedSince, report);
        for (String name : running) {
            if (!problems(name).isEmpty()) {
                report.problems().addAll(problems(name));
                move(name, report, report.refused());
            } else if (lists.containsKey(name) && services.use(name, list(name))) {
                move(name, report, report.changed());
            }
        }
        if (running.stream().anyMatch(wrapped::contains)) {
            applyWrappers(running, report);
        }
        lists.keySet().retainAll(running);
        List<String> owners = new ArrayList<>(running);
        owners.add(EVERYWHERE);
        readings.keepOnly(owners);
    }

    private void applyWrappers(Set<String> running, ReloadReport report) {
        report.problems().addAll(wrappers.problems());
        for (String name : running) {
            if (wrapped.contains(name) && wrappers.areRefused()) {
                move(name, report, report.refused());
            } else if (wrapped.contains(name) && wrappers.haveChanged()) {
                move(name, report, report.changed());
            }
        }
    }

    private static void move(String service, ReloadReport report, List<String> to) {
        report.unchanged().remove(service);
        if (!to.contains(service) && !report.changed().contains(service)) {
            to.add(service);
        }
    }

    private void applyEverywhere(Instant untouchedSince, ReloadReport report) {
        Reading<AccessList> reading = readings.of(EVERYWHERE, everywhere.rules(), untouchedSince);
        report.problems().addAll(reading.problems());
        if (!reading.problems().equals(told)) {
            told = reading.problems();
            told.forEach(problem -> LOG.error("{}", problem));
        }
        if (!(reading instanceof Reading.Accepted<AccessList> good)) {
            report.refused().add("virtuald.conf");
        } else if (everywhere.use(good.value())) {
            LOG.info("the access lists of virtuald.conf were read again");
        }
    }

    /** The files that the lists are made from. */
    Set<Path> files() {
        Set<Path> files = readings.files();
        files.addAll(wrappers.files());
        return files;
    }
}
