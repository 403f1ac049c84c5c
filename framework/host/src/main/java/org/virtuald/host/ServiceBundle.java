package org.virtuald.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.virtuald.conf.ServiceConf;
import org.virtuald.host.service.ServiceActivator;

/**
 * The bundle that a conf file becomes: a manifest and nothing else. Its version carries the conf's digest, so that any OSGi
 * shell shows which conf a bundle stands for.
 *
 * @param conf what the file says
 */
record ServiceBundle(ServiceConf conf) {
    private static final int DIGEST_DIGITS = 12;

    /** The symbolic name of the bundle of a service. */
    static String symbolicName(String service) {
        return "virtuald.service." + service;
    }

    /** Where the framework believes the bundle to come from; one for each service. */
    static String location(String service) {
        return "virtuald:service/" + service;
    }

    /** The bundle as a jar. */
    InputStream jar() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName(conf.name()));
        main.putValue(Constants.BUNDLE_NAME, "Virtuald service " + conf.name());
        main.putValue(Constants.BUNDLE_VERSION, "1.0.0." + conf.digest().substring(0, DIGEST_DIGITS));
        main.putValue(Constants.BUNDLE_ACTIVATOR, ServiceActivator.class.getName());
        main.putValue(Constants.IMPORT_PACKAGE, ServiceActivator.class.getPackageName());
        main.putValue(ServiceActivator.SERVICE_HEADER, conf.name());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
