package org.virtuald.bundles.shell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.virtuald.service.Administration;
import org.virtuald.service.AdministrationException;

/**
 * Felix's commands that change bundles, in the place of its own: those answer a failure with a text and count as done, and they
 * take numbers only. Gogo calls them by name.
 */
public final class BundleCommands {
    static final String[] NAMES = {"install", "refresh", "resolve", "start", "stop", "uninstall", "update"};

    /** Where the host's own bundles say that they come from. */
    private static final String OF_HOST = "virtuald:";

    private final BundleContext framework;
    private final BundleNames names;
    private final Administration host;

    BundleCommands(BundleContext framework, BundleNames names, Administration host) {
        this.framework = framework;
        this.names = names;
        this.host = host;
    }

    /** Something that the framework does with a bundle. */
    @FunctionalInterface
    private interface Operation {
        void on(Bundle bundle) throws BundleException;
    }

    /** Starts bundles, in this order. */
    @Descriptor("start bundles; a service that was stopped opens its listeners again")
    public void start(
            @Descriptor("for now: whether they start again after a change is not touched")
                    @Parameter(
                            names = {"-t", "--transient"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean passing,
            @Descriptor("numbers, symbolic names or services") Object[] bundles)
            throws CommandFailure {
        each("start", bundles, bundle -> bundle.start(passing ? Bundle.START_TRANSIENT : 0));
    }

    /** Stops bundles, in this order. */
    @Descriptor("stop bundles; a service closes its listeners and stays stopped until it is started")
    public void stop(
            @Descriptor("for now: the next look at the conf starts them again")
                    @Parameter(
                            names = {"-t", "--transient"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean passing,
            @Descriptor("numbers, symbolic names or services") Object[] bundles)
            throws CommandFailure {
        each("stop", bundles, bundle -> bundle.stop(passing ? Bundle.STOP_TRANSIENT : 0));
    }

    /** Uninstalls bundles. */
    @Descriptor("uninstall bundles; those of the conf directory come back with the next look at it")
    public void uninstall(@Descriptor("numbers, symbolic names or services") Object[] bundles) throws CommandFailure {
        each("uninstall", bundles, Bundle::uninstall);
    }

    /** Has a bundle read anew from where it came from. */
    @Descriptor("update a bundle from where it came from; for those of the conf directory this is reload")
    public void update(@Descriptor("number, symbolic name or service") Object bundle)
            throws CommandFailure, AdministrationException {
        Bundle found = find(bundle);
        if (found.getLocation().startsWith(OF_HOST)) {
            HostCommands.reload(host);
        } else {
            each("update", new Object[] {found}, Bundle::update);
        }
    }

    /** Updates a bundle from another place. */
    @Descriptor("update a bundle from a URL")
    public void update(
            @Descriptor("number, symbolic name or service") Object bundle,
            @Descriptor("where the jar is, as file:/...") String url)
            throws CommandFailure, IOException {
        try (InputStream jar = new URL(url).openStream()) {
            each("update", new Object[] {bundle}, found -> found.update(jar));
        }
    }

    /** Installs bundles; they are not started. */
    @Descriptor("install bundles until the host ends; they are not started")
    public String install(@Descriptor("where the jars are, as file:/...") String[] urls) throws CommandFailure {
        List<String> ids = new ArrayList<>();
        for (String url : some("install", urls)) {
            try {
                ids.add(String.valueOf(framework.installBundle(url).getBundleId()));
            } catch (BundleException e) {
                throw failure("install " + url, e);
            }
        }
        return "Bundle ID: " + String.join(", ", ids);
    }

    /** Has the framework drop earlier contents, and wire anew. */
    @Descriptor("refresh bundles, or all that have been updated or uninstalled")
    public void refresh(@Descriptor("numbers, symbolic names or services") Object[] bundles) throws CommandFailure {
        wiring().refreshBundles(bundles.length == 0 ? null : find(bundles));
    }

    /** Has the framework look for what bundles import. */
    @Descriptor("resolve bundles, or all")
    public void resolve(@Descriptor("numbers, symbolic names or services") Object[] bundles) throws CommandFailure {
        if (!wiring().resolveBundles(bundles.length == 0 ? null : find(bundles))) {
            throw new CommandFailure(
                    ExitStatus.UNAVAILABLE, "resolve: not all of them could be; start says what is missing");
        }
    }

    private FrameworkWiring wiring() {
        return framework.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
    }

    private void each(String command, Object[] bundles, Operation operation) throws CommandFailure {
        for (Bundle bundle : find(some(command, bundles))) {
            try {
                operation.on(bundle);
            } catch (BundleException | IllegalStateException e) {
                throw failure(command + " " + bundle.getSymbolicName(), e);
            }
        }
    }

    private static <T> T[] some(String command, T[] arguments) throws CommandFailure {
        if (arguments.length == 0) {
            throw new CommandFailure(ExitStatus.USAGE, command + ": of which bundle?");
        }
        return arguments;
    }

    /** The words of what a bundle's activator has thrown, if it was that, and the framework's otherwise. */
    private static CommandFailure failure(String what, Exception failure) {
        Throwable cause = failure.getCause();
        boolean activator = failure instanceof BundleException thrown
                && thrown.getType() == BundleException.ACTIVATOR_ERROR
                && cause != null
                && cause.getMessage() != null;
        String reason = String.valueOf((activator && cause != null ? cause : failure).getMessage());
        return new CommandFailure(ExitStatus.UNAVAILABLE, what + ": " + reason);
    }

    /** All of them, or none. */
    private List<Bundle> find(Object[] bundles) throws CommandFailure {
        List<Bundle> found = new ArrayList<>();
        for (Object bundle : bundles) {
            found.add(find(bundle));
        }
        return found;
    }

    private Bundle find(Object bundle) throws CommandFailure {
        if (bundle instanceof Bundle found) {
            return found;
        }
        return names.find(String.valueOf(bundle))
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.UNAVAILABLE, "no bundle " + bundle + "; lb -s lists numbers and symbolic names"));
    }
}
