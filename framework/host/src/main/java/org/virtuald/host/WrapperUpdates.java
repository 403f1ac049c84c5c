package org.virtuald.host;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.WrapperFiles;
import org.virtuald.conf.wrappers.HostsRules;
import org.virtuald.host.admission.Wrappers;

/**
 * Keeps the rules of tcp_wrappers in line with hosts.allow, hosts.deny and the files that these name. A file that cannot be
 * read changes nothing. Confined to the reconciler's thread.
 */
final class WrapperUpdates {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final WrapperFiles files;
    private final Wrappers wrappers;
    private Optional<FileStamps> stamps = Optional.empty();
    private List<Problem> problems = List.of();
    private boolean good;
    private boolean refused;
    private boolean changed;

    /**
     * @param files where the rules are
     * @param wrappers updated here
     */
    WrapperUpdates(WrapperFiles files, Wrappers wrappers) {
        this.files = files;
        this.wrappers = wrappers;
    }

    /**
     * Reads the files if they may have changed; tells in the log what is wrong with them, once.
     *
     * @param untouchedSince when a file must have been complete
     */
    void look(Instant untouchedSince) {
        changed = false;
        if (stamps.isPresent() && (stamps.get().areCurrent() || stamps.get().isTouchedSince(untouchedSince))) {
            return;
        }
        Map<Path, Optional<FileStamp>> taken = new HashMap<>();
        Instant now = Instant.now();
        Reading<HostsRules> reading = HostsRules.read(files, file -> {
            taken.put(file, FileStamp.of(file));
            return ConfFiles.plain().read(file);
        });
        stamps = Optional.of(new FileStamps(Map.copyOf(taken), now));
        refused = reading instanceof Reading.Rejected;
        if (reading instanceof Reading.Accepted<HostsRules> accepted) {
            changed = wrappers.use(accepted.value()) && good;
            good = true;
        }
        if (!reading.problems().equals(problems)) {
            problems = reading.problems();
            problems.forEach(WrapperUpdates::tell);
        }
        if (changed) {
            LOG.info("{} and {} were read again", files.allow(), files.deny());
        }
    }

    private static void tell(Problem problem) {
        if (problem.severity() == Problem.Severity.ERROR) {
            LOG.error("{}", problem);
        } else {
            LOG.warn("{}", problem);
        }
    }

    /** Whether rules are in force, these or earlier ones; a service that asks them cannot run otherwise. */
    boolean areInForce() {
        return good;
    }

    /** Whether the files could not be read the last time. */
    boolean areRefused() {
        return refused;
    }

    /** Whether the last look has brought other rules. */
    boolean haveChanged() {
        return changed;
    }

    /** What was wrong with the files the last time. */
    List<Problem> problems() {
        return problems;
    }

    /** The files that the rules are made from; none before the first look. */
    Set<Path> files() {
        return stamps.map(taken -> taken.files().keySet()).orElse(Set.of());
    }
}
