package org.virtuald.bundles.shell;

import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Lets Felix's own commands take bundles by their names. */
final class BundleConverter implements Converter {
    private final BundleNames names;

    BundleConverter(BundleNames names) {
        this.names = names;
    }

    @Override
    public @Nullable Object convert(Class<?> type, Object from) {
        return type == Bundle.class ? names.find(String.valueOf(from)).orElse(null) : null;
    }

    @Override
    public @Nullable CharSequence format(Object target, int level, Converter others) {
        return target instanceof Bundle bundle
                ? bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion()
                : null;
    }
}
