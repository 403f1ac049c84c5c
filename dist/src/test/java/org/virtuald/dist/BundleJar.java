package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A bundle that a test makes of source text, against the jars of the distribution.
 *
 * @param name its symbolic name, and its jar's
 * @param version its version
 * @param members the members of its activator, which is a {@code Service} and a {@code ConnectionFilter}, too; what is left out
 *     does nothing
 */
record BundleJar(String name, String version, String members) {
    private static final String FRAME = """
            package sample;
            import java.io.*;
            import java.net.*;
            import java.nio.*;
            import java.nio.charset.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.osgi.framework.*;
            import org.virtuald.service.*;

            interface Nothing extends BundleActivator, Service, ConnectionFilter {
                default void start(BundleContext context) throws Exception {}
                default void stop(BundleContext context) throws Exception {}
                default String name() { return "NAME"; }
                default List<Endpoint> endpoints() {
                    return List.of(new Endpoint.Tcp(
                            new Endpoint.Host.Address(InetAddress.getLoopbackAddress()), 0));
                }
                default void serve(Connection connection) throws IOException {}
                default Verdict examine(Arrival arrival) { return Verdict.accept(); }
            }

            public final class Activator implements Nothing {
                void serveOn(BundleContext context) {
                    context.registerService(Service.class, this, null);
                }
                void filterFor(BundleContext context, String service) {
                    context.registerService(ConnectionFilter.class, this,
                            FrameworkUtil.asDictionary(Map.<String, Object>of(ConnectionFilter.SERVICES, service)));
                }
                static void say(Connection connection, String text) throws IOException {
                    connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                }
                /** Never returns, whoever interrupts it. */
                static void block() {
                    while (true) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            // on purpose
                        }
                    }
                }
                MEMBERS
            }
            """;

    /** A service that says one line to everybody. */
    static BundleJar saying(String name, String version, int port, String text) {
        return new BundleJar(name, version, listening(port) + """
                public void start(BundleContext context) { serveOn(context); }
                public void serve(Connection connection) throws IOException { say(connection, "%s\\n"); }
                """.formatted(text));
    }

    /** The member that has the service listen on a port of the loopback address. */
    static String listening(int port) {
        return """
                public List<Endpoint> endpoints() {
                    return List.of(new Endpoint.Tcp(
                            new Endpoint.Host.Address(InetAddress.getLoopbackAddress()), %d));
                }
                """.formatted(port);
    }

    /** Puts it into the bundle directory, in one step. */
    Path install(Site site) throws IOException {
        Path directory = Files.createDirectories(site.conf().resolve("bundles"));
        Path classes = Files.createTempDirectory(site.directory(), "classes-");
        Path made = directory.resolve("." + name);
        try {
            compile(classes);
            try (OutputStream file = Files.newOutputStream(made);
                    JarOutputStream out = new JarOutputStream(file, manifest());
                    DirectoryStream<Path> types = Files.newDirectoryStream(classes.resolve("sample"))) {
                for (Path type : types) {
                    out.putNextEntry(new JarEntry("sample/" + type.getFileName()));
                    Files.copy(type, out);
                }
            }
        } finally {
            FileTree.delete(classes);
        }
        return Files.move(made, directory.resolve(name + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", version);
        main.putValue("Bundle-Activator", "sample.Activator");
        main.putValue(
                "Import-Package", "org.osgi.framework;version=\"[1.10,2)\",org.virtuald.service;version=\"[1.0,2)\"");
        return manifest;
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String text = FRAME.replace("NAME", name).replace("MEMBERS", members);
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///sample/Activator.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-proc:none", "--release", "17", "-d", classes.toString(), "-classpath", classPath());
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(source))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    private static String classPath() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String folder : List.of("host", "launcher")) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(
                    Distribution.HOME.resolve("lib").resolve(folder), "*{felix.framework,virtuald-api}*.jar")) {
                all.forEach(jar -> jars.add(jar.toString()));
            }
        }
        return String.join(":", jars);
    }
}
