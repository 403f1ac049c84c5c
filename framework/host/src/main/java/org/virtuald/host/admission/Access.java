package org.virtuald.host.admission;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.AccessRules;

/** Who may connect, and when. Any thread may ask, and put another list in the place of the one that is in force. */
public final class Access {
    private final AccessRules rules;
    private final Clock clock;
    private volatile AccessList list;

    /**
     * By the machine's clock and time zone; the tables of time zones are read for rules with times alone, as that takes a while.
     *
     * @param rules say when
     * @param list says who
     */
    public Access(AccessRules rules, AccessList list) {
        this(rules, list, rules.times().isEmpty() ? Clock.systemUTC() : Clock.system(ZoneId.systemDefault()));
    }

    Access(AccessRules rules, AccessList list, Clock clock) {
        this.rules = requireNonNull(rules, "rules");
        this.list = requireNonNull(list, "list");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Everybody, always. */
    public static Access toAll() {
        return new Access(AccessRules.NONE, AccessList.of(List.of(), List.of()));
    }

    /** What the conf says. */
    public AccessRules rules() {
        return rules;
    }

    /** Decides by this list from now on. Answers whether it is another one than before. */
    public boolean use(AccessList newList) {
        boolean other = list != newList;
        list = newList;
        return other;
    }

    /** Why an address may not connect now; empty when it may. */
    public Optional<Reason> refusal(InetAddress remote) {
        return list.allows(remote) ? closed() : Optional.of(Reason.ACCESS);
    }

    /** Why nobody may connect now; empty when it is open. */
    public Optional<Reason> closed() {
        return rules.times().isEmpty() || rules.isOpenAt(LocalTime.now(clock))
                ? Optional.empty()
                : Optional.of(Reason.HOURS);
    }
}
