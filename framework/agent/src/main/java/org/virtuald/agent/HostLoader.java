package org.virtuald.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a host beside those of an application: neither sees the other's, both see the JDK's. The binding to
 * java.util.logging is left out, whose loggers, levels and handlers are the application's; the host jar has another.
 */
final class HostLoader extends URLClassLoader {
    private static final String LOGGING = "slf4j-jdk14-";

    /** Where jffi looks for its library's place when no system property tells it; a property would be the application's too. */
    private static final String JFFI_SETTINGS = "boot.properties";

    private static final String PROVIDERS = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    private final Path natives;

    private HostLoader(URL[] jars, Path natives) {
        super("virtuald", jars, ClassLoader.getPlatformClassLoader());
        this.natives = natives;
    }

    /** Over the jars of a distribution. */
    static HostLoader of(Path home) throws IOException {
        Path lib = home.resolve("lib");
        List<URL> jars = new ArrayList<>();
        for (String folder : List.of("host", "launcher")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(lib.resolve(folder), "*.jar")) {
                for (Path file : files) {
                    if (!String.valueOf(file.getFileName()).startsWith(LOGGING)) {
                        jars.add(file.toUri().toURL());
                    }
                }
            }
        }
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64-Linux" : "x86_64-Linux";
        return new HostLoader(jars.toArray(URL[]::new), lib.resolve("native").resolve(machine));
    }

    @Override
    public @Nullable URL findResource(String name) {
        return super.findResource(name.equals(PROVIDERS) ? "guest/" + name : name);
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        return super.findResources(name.equals(PROVIDERS) ? "guest/" + name : name);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        if (!name.equals(JFFI_SETTINGS)) {
            return super.getResourceAsStream(name);
        }
        Properties settings = new Properties();
        settings.setProperty("jffi.boot.library.path", natives.toString());
        StringWriter text = new StringWriter();
        try {
            settings.store(text, null);
        } catch (IOException e) {
            throw new AssertionError("a string takes all", e);
        }
        return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
