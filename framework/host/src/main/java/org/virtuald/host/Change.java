package org.virtuald.host;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

/** One step from what runs to what the conf directory describes. */
sealed interface Change {

    /** The service it is about. */
    String service();

    /**
     * The conf is gone, or says that the service is disabled.
     *
     * @param service whose bundle goes
     */
    record Remove(String service) implements Change {}

    /**
     * There is a conf and no bundle for it.
     *
     * @param conf what the bundle is made from
     * @param roots the stamp of the table's file
     */
    record Add(ServiceConf conf, Optional<FileStamp> roots) implements Change {
        @Override
        public String service() {
            return conf.name();
        }
    }

    /**
     * The conf is another one than the bundle was made from.
     *
     * @param conf what the bundle is made from now
     * @param roots the stamp of the table's file
     */
    record Replace(ServiceConf conf, Optional<FileStamp> roots) implements Change {
        @Override
        public String service() {
            return conf.name();
        }
    }

    /**
     * The roots table has changed and nothing else.
     *
     * @param conf of the service
     * @param roots the stamp of the table's file
     */
    record ReadRoots(ServiceConf conf, Optional<FileStamp> roots) implements Change {
        @Override
        public String service() {
            return conf.name();
        }
    }

    /**
     * Nothing has changed.
     *
     * @param service whose bundle stays
     */
    record Keep(String service) implements Change {}

    /**
     * The conf cannot be used: what runs goes on.
     *
     * @param service whose conf it is
     * @param problems what is wrong
     */
    record Refuse(String service, List<Problem> problems) implements Change {}

    /**
     * The steps from {@code deployed} to {@code wanted}, removals first: a conf under another name may have taken over an
     * address.
     *
     * @param untouchedSince when a roots table must have been complete; one that was written later is left for the next time
     */
    static List<Change> between(
            Map<String, Deployed> deployed, SortedMap<String, Reading<ServiceConf>> wanted, Instant untouchedSince) {
        List<Change> changes = new ArrayList<>();
        Set<String> gone = new HashSet<>(deployed.keySet());
        gone.removeAll(wanted.keySet());
        gone.stream().sorted().map(Remove::new).forEach(changes::add);
        List<Change> others = new ArrayList<>();
        wanted.forEach((name, reading) -> {
            if (!(reading instanceof Reading.Accepted<ServiceConf> accepted)) {
                others.add(new Refuse(name, reading.problems()));
            } else if (accepted.value().enabled()) {
                others.add(towards(Optional.ofNullable(deployed.get(name)), accepted.value(), untouchedSince));
            } else if (deployed.containsKey(name)) {
                changes.add(new Remove(name));
            }
        });
        changes.addAll(others);
        return changes;
    }

    private static Change towards(Optional<Deployed> deployed, ServiceConf conf, Instant untouchedSince) {
        Optional<FileStamp> roots = conf.rootsFile().flatMap(FileStamp::of);
        if (deployed.isEmpty()) {
            return new Add(conf, roots);
        }
        if (!deployed.get().conf().digest().equals(conf.digest())) {
            return new Replace(conf, roots);
        }
        boolean keep = deployed.get().hasRead(roots)
                || conf.rootsFile()
                        .filter(table -> FileStamp.isTouchedSince(untouchedSince, table))
                        .isPresent();
        return keep ? new Keep(conf.name()) : new ReadRoots(conf, roots);
    }
}
