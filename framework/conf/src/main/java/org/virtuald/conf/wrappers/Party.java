package org.virtuald.conf.wrappers;

import java.net.InetAddress;
import java.util.Optional;
import org.virtuald.conf.AddressPrefix;
import org.virtuald.service.NumericAddress;

/** One end of a connection while rules are asked about it; notes whether they wanted a name that nobody has asked for. */
final class Party {
    private final String address;
    private final AddressPrefix number;
    private final HostName name;
    private boolean missed;

    Party(InetAddress address, HostName name) {
        this.address = NumericAddress.text(address);
        this.number = AddressPrefix.of(address);
        this.name = name;
    }

    /** As getnameinfo(3) writes it. */
    String address() {
        return address;
    }

    AddressPrefix number() {
        return number;
    }

    /** The name, or the word for an address without one; empty when nothing can be said. */
    Optional<String> name() {
        missed |= name instanceof HostName.Unasked;
        return name.text();
    }

    /** Whether an unasked name was wanted since this was called last. */
    boolean hasMissedName() {
        boolean was = missed;
        missed = false;
        return was;
    }
}
