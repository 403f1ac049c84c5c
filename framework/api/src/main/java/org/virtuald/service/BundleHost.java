package org.virtuald.service;

/** What a bundle can know of the host that runs it. */
public final class BundleHost {
    /**
     * The version of this package, as OSGi writes one. The host exports the package with it; a bundle that was built with
     * {@code 1.x} runs with every later {@code 1.y}.
     */
    public static final String API_VERSION = "1.1.0";

    /**
     * The framework property ({@code BundleContext.getProperty}) with the path of the conf directory. It is read as the host's
     * user, who is not root.
     */
    public static final String CONF_DIRECTORY = "virtuald.conf";

    /**
     * The framework property with the path of the directory where bundles find their settings. What an administrator writes
     * into {@code bundles/NAME.properties} of the conf directory, the bundle in {@code NAME.jar} finds here as
     * {@code NAME.properties}: a copy, made before each start of the bundle. The host starts the bundle anew when the file
     * changes; if its activator throws then, it is started once more with the settings that it had before.
     *
     * @since 1.1
     */
    public static final String SETTINGS_DIRECTORY = "virtuald.bundle.settings";

    /**
     * The framework property with the path of the state directory, which belongs to the host's user and which others cannot
     * enter. What a bundle puts there is to be deleted when the bundle stops, unless it is to outlive the host. Since 1.1.
     */
    public static final String STATE_DIRECTORY = "virtuald.state";

    private BundleHost() {}
}
