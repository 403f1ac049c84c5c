package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.osgi.framework.Constants;

/**
 * A bundle that a test makes of source text.
 *
 * @param name its symbolic name
 * @param version its version
 * @param activator the source of the class {@code sample.Activator}, without its package and imports
 */
record BundleSource(String name, String version, String activator) {
    private static final String HEAD = """
            package sample;
            import java.io.*;
            import java.net.*;
            import java.nio.*;
            import java.nio.charset.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.osgi.framework.*;
            import org.virtuald.service.*;
            """;

    /** A bundle whose service is {@code sample}, on a free port of the loopback address. */
    static BundleSource serving(String version, String serve) {
        return serving("sample", version, serve);
    }

    /** A bundle and its service of this name, on a free port of the loopback address. */
    static BundleSource serving(String name, String version, String serve) {
        return new BundleSource(name, version, """
                public final class Activator implements BundleActivator, Service {
                    public void start(BundleContext context) {
                        context.registerService(Service.class, this, null);
                    }
                    public void stop(BundleContext context) {}
                    public String name() { return "%s"; }
                    public List<Endpoint> endpoints() {
                        return List.of(new Endpoint.Tcp(
                                new Endpoint.Host.Address(InetAddress.getLoopbackAddress()), 0));
                    }
                    public void serve(Connection connection) throws IOException {
                        %s
                    }
                    static void say(Connection connection, String text) throws IOException {
                        connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    }
                }
                """.formatted(name, serve));
    }

    /**
     * A bundle whose datagram service has this name, endpoint and number of threads.
     *
     * @param endpoint an expression for its host
     */
    static BundleSource receiving(String name, String version, String endpoint, int threads, String receive) {
        return new BundleSource(name, version, """
                public final class Activator implements BundleActivator, DatagramService {
                    public void start(BundleContext context) {
                        context.registerService(DatagramService.class, this, FrameworkUtil.asDictionary(
                                Map.<String, Object>of(DatagramService.THREADS, %d)));
                    }
                    public void stop(BundleContext context) {}
                    public String name() { return "%s"; }
                    public List<Endpoint.Udp> endpoints() { return List.of(new Endpoint.Udp(%s, 0)); }
                    public void receive(Datagram datagram) throws IOException {
                        %s
                    }
                    static String text(Datagram datagram) {
                        return StandardCharsets.UTF_8.decode(datagram.payload()).toString();
                    }
                    static void say(Datagram datagram, String text) throws IOException {
                        datagram.reply(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                    }
                }
                """.formatted(threads, name, endpoint, receive));
    }

    /** The same on the loopback address. */
    static BundleSource receiving(String version, int threads, String receive) {
        return receiving(
                "sample", version, "new Endpoint.Host.Address(InetAddress.getLoopbackAddress())", threads, receive);
    }

    /** A bundle that registers a filter with these properties. */
    static BundleSource filtering(String name, String properties, String examine) {
        return new BundleSource(name, "1.0.0", """
                public final class Activator implements BundleActivator, ConnectionFilter {
                    public void start(BundleContext context) {
                        context.registerService(
                                ConnectionFilter.class, this, FrameworkUtil.asDictionary(Map.<String, Object>of(%s)));
                    }
                    public void stop(BundleContext context) {}
                    public Verdict examine(Arrival arrival) {
                        %s
                    }
                }
                """.formatted(properties, examine));
    }

    /** Compiles it, and puts the jar into its place at once. */
    void writeTo(Path jar) throws IOException {
        Path classes = Files.createTempDirectory("bundle-classes");
        Path made = Files.createTempFile(jar.getParent(), ".made", "");
        try {
            compile(classes);
            try (OutputStream file = Files.newOutputStream(made);
                    JarOutputStream out = new JarOutputStream(file, manifest())) {
                for (Path type : Directories.files(classes)) {
                    out.putNextEntry(new JarEntry(classes.relativize(type).toString()));
                    Files.copy(type, out);
                }
            }
            Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.delete(classes);
            Files.deleteIfExists(made);
        }
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        main.putValue(Constants.BUNDLE_VERSION, version);
        main.putValue(Constants.BUNDLE_ACTIVATOR, "sample.Activator");
        main.putValue(
                Constants.IMPORT_PACKAGE,
                "java.util,org.osgi.framework;version=\"[1.10,2)\",org.virtuald.service;version=\"[1.0,2)\"");
        return manifest;
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///sample/Activator.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return HEAD + activator;
                    }
                };
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(source))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }
}
