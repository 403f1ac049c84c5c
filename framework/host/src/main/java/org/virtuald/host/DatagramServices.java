package org.virtuald.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.virtuald.service.DatagramService;

/** The services that take datagrams. */
final class DatagramServices implements ServiceKind<DatagramService> {
    private final Admission admission;
    private final Grace grace;
    private final DropCounts drops = new DropCounts();

    DatagramServices(Admission admission, Grace grace) {
        this.admission = admission;
        this.grace = grace;
    }

    @Override
    public String word() {
        return "datagrams";
    }

    @Override
    public Class<DatagramService> type() {
        return DatagramService.class;
    }

    @Override
    public BundleServiceTerms terms(DatagramService service, @Nullable Object threads) {
        return BundleServiceTerms.of(service, threads);
    }

    @Override
    public Open open(BundleServiceTerms terms, DatagramService service, List<Listener> listeners, EventLoop loop) {
        return new BundleDatagrams(
                terms, service, listeners, loop, admission.filters(), admission.numbers(), drops, grace);
    }
}
