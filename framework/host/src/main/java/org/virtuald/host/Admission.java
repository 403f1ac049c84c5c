package org.virtuald.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.virtuald.host.admission.Access;
import org.virtuald.host.admission.HostPrograms;
import org.virtuald.host.admission.LoadAverage;
import org.virtuald.host.admission.ServiceLoad;
import org.virtuald.host.admission.Wrappers;
import org.virtuald.host.traffic.Traffic;

/** What decides about connections beside the confs of their services; lives as long as the host. For any thread. */
final class Admission {
    private final Access everywhere;
    private final Filters filters;
    private final ConnectionNumbers numbers;
    private final HostPrograms programs;
    private final Wrappers wrappers;
    private final HostNames names;
    private final LoadAverage average = new LoadAverage();
    private final Map<String, ServiceLoad> loads = new ConcurrentHashMap<>();
    private final Traffic traffic;

    /**
     * @param everywhere who may connect to any service
     * @param programs those of all services
     * @param wrappers the rules of tcp_wrappers, for services that ask them
     * @param names of addresses, for these rules
     * @param filters asked about every connection
     * @param numbers of the host's connections
     * @param traffic told of what becomes of them
     */
    Admission(
            Access everywhere,
            HostPrograms programs,
            Wrappers wrappers,
            HostNames names,
            Filters filters,
            ConnectionNumbers numbers,
            Traffic traffic) {
        this.wrappers = wrappers;
        this.names = names;
        this.everywhere = everywhere;
        this.programs = programs;
        this.filters = filters;
        this.numbers = numbers;
        this.traffic = traffic;
    }

    Access everywhere() {
        return everywhere;
    }

    Wrappers wrappers() {
        return wrappers;
    }

    HostNames names() {
        return names;
    }

    Filters filters() {
        return filters;
    }

    ConnectionNumbers numbers() {
        return numbers;
    }

    Traffic traffic() {
        return traffic;
    }

    /** What a service has in hand, those whose place it took included. */
    ServiceLoad load(String service) {
        return loads.computeIfAbsent(service, name -> new ServiceLoad(programs, average));
    }
}
