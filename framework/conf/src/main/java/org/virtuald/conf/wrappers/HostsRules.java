package org.virtuald.conf.wrappers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ReadFailure;
import org.virtuald.conf.Reading;
import org.virtuald.conf.WrapperFiles;

/**
 * The rules of hosts.allow and hosts.deny, hosts_access(5), as tcpdmatch(8) of Debian evaluates them: the first rule of
 * hosts.allow that matches grants, else the first of hosts.deny that matches refuses, else access is granted; the options
 * {@code allow} and {@code deny} of hosts_options(5) say otherwise. Immutable; asks nobody for a name.
 *
 * <p>What cannot be read, and what a name decides that nobody could tell, never lets anybody in: a rule that grants has to
 * match for sure, one that refuses needs not.
 */
public final class HostsRules {
    private final List<Rule> rules;

    private HostsRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** No rules: access is granted. */
    public static HostsRules none() {
        return new HostsRules(List.of());
    }

    /**
     * Reads both files, and those that their rules name. A file that is absent has no rules; one that cannot be read is an
     * error. What is wrong in a rule is a warning.
     */
    public static Reading<HostsRules> read(WrapperFiles files, ConfFiles reader) {
        Findings findings = new Findings();
        List<Rule> rules = new ArrayList<>();
        read(files.allow(), true, reader, findings, rules);
        read(files.deny(), false, reader, findings, rules);
        return findings.hasErrors()
                ? new Reading.Rejected<>(findings.all())
                : new Reading.Accepted<>(new HostsRules(rules), findings.all());
    }

    private static void read(Path file, boolean grants, ConfFiles reader, Findings findings, List<Rule> rules) {
        try {
            byte[] bytes = reader.read(file);
            rules.addAll(new HostsFile(file.toString(), grants, reader, findings).read(bytes));
        } catch (IOException e) {
            if (!ReadFailure.isAbsent(e)) {
                findings.error(file.toString(), ReadFailure.reason(e) + "; services ask it by tcp-wrappers");
            }
        }
    }

    /** What the rules say of a connection. */
    public HostsVerdict decide(Approach approach) {
        requireNonNull(approach, "approach");
        Party server = new Party(approach.server().getAddress(), approach.serverName());
        Party client = new Party(approach.client(), approach.clientName());
        int port = approach.server().getPort();
        for (Rule rule : rules) {
            Ternary matches = rule.matches(approach.daemon(), port, server, client);
            boolean ofClient = client.hasMissedName();
            boolean ofServer = server.hasMissedName();
            if (matches == Ternary.MAYBE && (ofClient || ofServer)) {
                return new HostsVerdict.NeedsNames(ofClient, ofServer);
            }
            if (matches == Ternary.YES && rule.grants()) {
                return new HostsVerdict.Granted();
            }
            if (matches != Ternary.NO && !rule.grants()) {
                return new HostsVerdict.Refused(rule.place(), matches == Ternary.YES);
            }
        }
        return new HostsVerdict.Granted();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostsRules others && rules.equals(others.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }
}
