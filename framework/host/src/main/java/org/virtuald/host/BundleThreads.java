package org.virtuald.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that a bundle has started: they have its class loader as their context class loader, from the thread that started
 * them. Nobody can end them from outside, but who they are can be told.
 */
final class BundleThreads {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    private final Bundle bundle;
    private final @Nullable ClassLoader loader;

    /** Of a bundle as it is now; it may be stopped later. */
    BundleThreads(Bundle bundle) {
        this.bundle = bundle;
        this.loader = loader(bundle);
    }

    /** The class loader of a bundle, which it has once it is resolved. */
    static @Nullable ClassLoader loader(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null ? null : wiring.getClassLoader();
    }

    /** Says in the log which of them go on. */
    void tellOfThoseLeft() {
        if (loader == null) {
            return;
        }
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getContextClassLoader() == loader)
                .map(Thread::getName)
                .sorted()
                .toList();
        if (!left.isEmpty()) {
            LOG.warn(
                    "bundle {}: {} of its threads go on, such as {}; they keep it in memory",
                    bundle.getSymbolicName(),
                    left.size(),
                    left.get(0));
        }
    }
}
