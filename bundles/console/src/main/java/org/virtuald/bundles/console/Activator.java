package org.virtuald.bundles.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.virtuald.service.Administration;
import org.virtuald.service.BundleHost;

/** Opens the console where {@code console.properties} says. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
    private static final Logger LOG = LoggerFactory.getLogger("console");
    private static final String TOKEN = "console.token";
    private static final String ADDRESS = "console.url";

    private @Nullable Sampler sampler;
    private @Nullable ConsoleServer server;

    /** For OSGi. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws IOException {
        ServiceReference<Administration> reference = context.getServiceReference(Administration.class);
        if (reference == null) {
            throw new IllegalStateException("the host cannot be administered: it is older than this bundle");
        }
        Administration host = context.getService(reference);
        Path settings = Path.of(context.getProperty(BundleHost.SETTINGS_DIRECTORY), "console.properties");
        Path state = Path.of(context.getProperty(BundleHost.STATE_DIRECTORY));
        Settings wanted = Settings.read(settings);
        Token token = Token.in(state.resolve(TOKEN));
        Questions questions = new Questions(host);
        Sampler samples = new Sampler(questions);
        ConsoleServer opened = ConsoleServer.start(wanted.listen(), token, new Answers(host, questions, samples));
        try {
            Token.write(state.resolve(ADDRESS), opened.url() + "#token=" + token.text() + "\n");
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        samples.start();
        server = opened;
        sampler = samples;
        LOG.info("open on {}; virtuald console prints the address with the token", opened.url());
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        if (server != null) {
            server.close();
        }
        if (sampler != null) {
            sampler.close();
        }
        Files.deleteIfExists(
                Path.of(context.getProperty(BundleHost.STATE_DIRECTORY)).resolve(ADDRESS));
    }
}
