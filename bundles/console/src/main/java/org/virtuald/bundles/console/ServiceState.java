package org.virtuald.bundles.console;

import java.util.List;
import java.util.stream.Stream;

/**
 * A service as the host describes it.
 *
 * @param listens where it listens; in parentheses where it should
 * @param errors what is wrong with its files, and why it is not what its conf says
 */
record ServiceState(String name, String kind, String state, List<String> listens, List<String> errors, Counts counts) {
    private static final int MOST_ERRORS = 5;

    /** Copies the lists. */
    ServiceState {
        listens = List.copyOf(listens);
        errors = List.copyOf(errors);
    }

    static ServiceState of(Fields service) {
        return new ServiceState(
                service.text("name"),
                service.text("kind"),
                service.text("state"),
                service.objects("endpoints").stream().map(ServiceState::listens).toList(),
                errors(service),
                Counts.of(service.object("counters")));
    }

    private static String listens(Fields endpoint) {
        String address = endpoint.text("address");
        return address.isEmpty() ? "(" + endpoint.text("listen") + ")" : address;
    }

    private static List<String> errors(Fields service) {
        String reason = service.text("reason");
        List<String> errors = service.texts("errors");
        List<String> all = errors.contains(reason) || reason.isEmpty()
                ? errors
                : Stream.concat(Stream.of(reason), errors.stream()).toList();
        return all.stream().limit(MOST_ERRORS).toList();
    }
}
