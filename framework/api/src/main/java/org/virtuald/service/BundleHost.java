package org.virtuald.service;

/** What a bundle can know of the host that runs it. */
public final class BundleHost {
    /**
     * The version of this package, as OSGi writes one. The host exports the package with it; a bundle that was built with
     * {@code 1.x} runs with every later {@code 1.y}.
     */
    public static final String API_VERSION = "1.0.0";

    /**
     * The framework property ({@code BundleContext.getProperty}) with the path of the conf directory. A bundle reads it as the
     * host's user, who is not root. For a bundle's own settings there is {@link BundleSettings}.
     */
    public static final String CONF_DIRECTORY = "virtuald.conf";

    /**
     * How long an activator's {@code start} and {@code stop} may take, each, in milliseconds. Then the thread is interrupted; one
     * that goes on nevertheless is left behind with its bundle, whose services and filters count no more.
     */
    public static final long DEADLINE_MILLIS = 10_000;

    private BundleHost() {}
}
