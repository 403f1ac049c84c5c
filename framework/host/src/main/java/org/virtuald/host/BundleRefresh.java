package org.virtuald.host;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** Lets a framework drop the earlier content of bundles, which it keeps until it is told to. */
final class BundleRefresh {
    private static final long SECONDS = 30;

    private final FrameworkWiring wiring;

    BundleRefresh(BundleContext context) {
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** Gives a bundle its class loader, if all that it imports is there; starting it tells what is not. */
    void resolve(Bundle bundle) {
        var unused = wiring.resolveBundles(List.of(bundle));
    }

    /** Refreshes a bundle, and with it those that import from it, and waits for that. */
    void refresh(Bundle bundle) {
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(List.of(bundle), event -> refreshed.countDown());
        try {
            if (!refreshed.await(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the framework does not refresh " + bundle);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
