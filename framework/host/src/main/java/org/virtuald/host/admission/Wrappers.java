package org.virtuald.host.admission;

import org.virtuald.conf.wrappers.HostsRules;

/** The rules of hosts.allow and hosts.deny that are in force, for every service that asks them. For any thread. */
public final class Wrappers {
    private volatile HostsRules rules = HostsRules.none();

    /** Begins with no rules: nothing that asks them may run before they were read. */
    public Wrappers() {}

    /** Decides by these rules from now on. Answers whether they are others than before. */
    public boolean use(HostsRules newRules) {
        boolean other = !rules.equals(newRules);
        rules = newRules;
        return other;
    }

    /** What is in force now. */
    public HostsRules rules() {
        return rules;
    }
}
