package org.virtuald.bundles.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.gogo.command.Basic;
import org.apache.felix.gogo.command.Inspect;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.virtuald.service.Administration;
import org.virtuald.service.BundleHost;

/** Registers the commands and opens the socket. */
public final class Activator implements BundleActivator {
    private static final String SOCKET = "shell.sock";

    private @Nullable Interpreter interpreter;
    private @Nullable ShellServer server;

    /** For OSGi. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws IOException {
        ServiceReference<Administration> reference = context.getServiceReference(Administration.class);
        if (reference == null) {
            throw new IllegalStateException("the host cannot be administered: it is older than this bundle");
        }
        Administration host = context.getService(reference);
        // bundles that commands install and refer to are the framework's, not this bundle's
        BundleContext framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID).getBundleContext();
        BundleNames names = new BundleNames(framework);
        register(context, "virtuald", new HostCommands(host), HostCommands.NAMES);
        register(
                context,
                "felix",
                new Basic(framework),
                "bundlelevel",
                "frameworklevel",
                "headers",
                "help",
                "lb",
                "which");
        register(context, "felix", new Inspect(framework), "inspect");
        // after Basic: help takes methods of that for commands that it knows by then
        register(context, "felix", new BundleCommands(framework, names, host), BundleCommands.NAMES);

        Interpreter opened = new Interpreter(context, names);
        interpreter = opened;
        try {
            Path socket = Path.of(context.getProperty(BundleHost.STATE_DIRECTORY), SOCKET);
            server = ShellServer.start(socket, opened, new Completion(opened, names, host));
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** As OSGi's shells look for commands: any bundle can add some in this way. */
    private static void register(BundleContext context, String scope, Object commands, String... functions) {
        context.registerService(
                Object.class,
                commands,
                FrameworkUtil.asDictionary(
                        Map.of(CommandProcessor.COMMAND_SCOPE, scope, CommandProcessor.COMMAND_FUNCTION, functions)));
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        boolean interrupted = Thread.currentThread().isInterrupted();
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            if (interpreter != null) {
                interpreter.close();
            }
            if (!interrupted) {
                Thread.interrupted(); // a line that stops this bundle ends with it, but its thread is still in the
                // framework
            }
        }
    }
}
