package org.virtuald.conf;

import java.util.List;
import java.util.stream.Stream;
import org.virtuald.service.Endpoint;

/** The keys of {@code services/NAME.conf}. */
final class ServiceKeys {

    private static final ValueType<String> SERVICE_NAME = ValueType.parsed("the name of a service", text -> {
        if (!text.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("no service has such a name");
        }
        return text;
    });

    static final Key<List<Endpoint>> LISTEN =
            Key.required("listen", "the addresses and ports that connections come in on", EndpointText::list);
    static final Key<RootsSource> ROOTS = Key.requiredUnless(
            "redirect", "roots", "the table of local addresses and their root directories", RootsKey::read);
    static final Key<Boolean> ENABLED =
            Key.optional("enabled", "whether the service runs at all", ValueType.flag(), true);
    static final Key<List<String>> ACCEPT_FROM = Key.optional(
            "accept-from",
            "the services of bundles that may hand connections to this one",
            ValueType.oneOrMore("names of services", SERVICE_NAME),
            List.of());
    static final Key<List<AddressPrefix>> PROXY_PROTOCOL = Key.optional(
            "proxy-protocol",
            "the proxies whose connections begin with a PROXY header",
            ValueType.oneOrMore(
                    "addresses or prefixes such as 10.0.0.0/8",
                    ValueType.text("an address or a prefix such as 10.0.0.0/8").then(AccessKeys::prefix)),
            List.of());
    static final Key<Boolean> VERBOSE =
            Key.optional("verbose", "whether each step of a launch is logged", ValueType.flag(), false);

    static final List<Key<?>> ALL = Stream.of(
                    List.<Key<?>>of(LISTEN, ROOTS, ENABLED, ACCEPT_FROM, PROXY_PROTOCOL, AccessKeys.WRAPPED, VERBOSE),
                    ProgramKeys.ALL,
                    RedirectKeys.ALL,
                    ConfinementKeys.ALL,
                    IsolationKeys.ALL,
                    CgroupKeys.ALL,
                    AccessKeys.ALL,
                    LimitKeys.ALL,
                    StayKeys.ALL,
                    SocketKeys.ALL,
                    TuningKeys.ALL)
            .flatMap(List::stream)
            .toList();

    private ServiceKeys() {}

    /** To be called after the values were read: the digest is complete only then. */
    static ServiceConf conf(String name, ConfSource source, Section section) {
        return new ServiceConf(
                name,
                source.file(),
                source.digest(),
                section.get(ENABLED),
                section.get(LISTEN),
                SocketKeys.options(section),
                RedirectKeys.work(section),
                ConfinementKeys.confinement(section),
                IsolationKeys.isolation(section),
                CgroupKeys.cgroups(section),
                AccessKeys.ofService(section),
                LimitKeys.limits(section),
                StayKeys.stay(section),
                section.get(ACCEPT_FROM),
                section.get(PROXY_PROTOCOL),
                section.get(VERBOSE),
                section.lines());
    }
}
