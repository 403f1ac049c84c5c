package org.virtuald.service;

/** What a bundle can know of the host that runs it. */
public final class BundleHost {
    /**
     * The version of this package, as OSGi writes one. The host exports the package with it; a bundle that was built with
     * {@code 1.x} runs with every later {@code 1.y}.
     */
    public static final String API_VERSION = "1.1.0";

    /**
     * The framework property ({@code BundleContext.getProperty}) with the path of the conf directory. The settings of the bundle
     * in {@code NAME.jar} belong into {@code bundles/NAME.properties} there: the host restarts the bundle when that file
     * changes. It is read as the host's user, who is not root.
     */
    public static final String CONF_DIRECTORY = "virtuald.conf";

    private BundleHost() {}
}
