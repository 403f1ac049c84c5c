package org.virtuald.service;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The settings of the bundle that asks, as they were read when the host started it. Every bundle finds its own in the OSGi
 * registry:
 *
 * <pre>{@code
 * BundleSettings settings = context.getService(context.getServiceReference(BundleSettings.class));
 * }</pre>
 *
 * <p>The host starts the bundle again when the file changes. An activator that throws because of what it finds here refuses the
 * settings: the host then starts the bundle that ran before with the settings that it had, whatever the file says by now. So
 * read settings here and not from the file.
 */
@ProviderType
public interface BundleSettings {

    /** The file that they are from, {@code CONF/bundles/NAME.properties} for {@code NAME.jar}; for messages. */
    Path file();

    /** All of the file, in UTF-8; empty when there is none. */
    Optional<String> text();

    /**
     * The text, read as {@link Properties} are written; without any when there is no file.
     *
     * @throws IOException when it has an escape that is none; the message is for the administrator
     */
    default Properties properties() throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text().orElse("")));
        } catch (IllegalArgumentException e) {
            throw new IOException(file() + ": " + e.getMessage(), e);
        }
        return properties;
    }
}
