package org.virtuald.bundles.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What an administrator can call a bundle: its number, its symbolic name, or the name of the service whose conf it stands for. */
final class BundleNames {
    private static final String OF_SERVICE = "virtuald.service.";

    private final BundleContext framework;

    BundleNames(BundleContext framework) {
        this.framework = framework;
    }

    /** The bundle of that name. */
    Optional<Bundle> find(String name) {
        if (name.matches("\\d{1,18}")) {
            return Optional.ofNullable(framework.getBundle(Long.parseLong(name)));
        }
        List<Bundle> found = new ArrayList<>();
        for (Bundle bundle : framework.getBundles()) {
            String symbolicName = String.valueOf(bundle.getSymbolicName());
            if (symbolicName.equals(name) || symbolicName.equals(OF_SERVICE + name)) {
                found.add(bundle);
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty(); // of two versions neither is meant
    }

    /** The names that are not numbers. */
    NavigableSet<String> all() {
        NavigableSet<String> names = new TreeSet<>();
        Arrays.stream(framework.getBundles())
                .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                .map(name -> name.startsWith(OF_SERVICE) ? name.substring(OF_SERVICE.length()) : name)
                .forEach(names::add);
        return names;
    }
}
