package org.virtuald.host;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.virtuald.host.service.ServiceActivator;
import org.virtuald.service.BundleHost;
import org.virtuald.service.Service;

/** The packages of the host's class path, and of Java, that bundles can import. They see nothing else of the host. */
final class ExportedPackages {
    /** Modules of Java that network services have use for; each package costs the framework some time at its start. */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.naming",
            "java.net.http",
            "java.security.sasl",
            "java.xml",
            "jdk.httpserver",
            "jdk.net");

    /** What Felix 7.0.5 implements, and bundles that look at others ask for. */
    private static final String OSGI = "org.osgi.framework;version=1.10,org.osgi.framework.startlevel;version=1.0,"
            + "org.osgi.framework.wiring;version=1.2,org.osgi.util.tracker;version=1.5.3";

    private ExportedPackages() {}

    /** The list as the framework wants it. */
    static String list() {
        return Stream.of(
                        Stream.of(OSGI),
                        Stream.of(ServiceActivator.class.getPackageName()),
                        Stream.of(Service.class.getPackageName() + ";version=" + BundleHost.API_VERSION),
                        Stream.of(Logger.class, Level.class, LoggingEventBuilder.class)
                                .map(type -> type.getPackageName() + version(type)),
                        MODULES.stream().flatMap(ExportedPackages::ofModule))
                .flatMap(packages -> packages)
                .collect(Collectors.joining(","));
    }

    /** The version that the jar of a class says; without one bundles cannot ask for one. */
    private static String version(Class<?> type) {
        return Optional.ofNullable(type.getPackage().getImplementationVersion())
                .map(version -> ";version=" + version)
                .orElse("");
    }

    private static Stream<String> ofModule(String name) {
        return ModuleLayer.boot()
                .findModule(name)
                .map(module -> module.getDescriptor().exports().stream()
                        .filter(export -> !export.isQualified())
                        .map(ModuleDescriptor.Exports::source))
                .orElse(Stream.empty())
                .sorted();
    }
}
