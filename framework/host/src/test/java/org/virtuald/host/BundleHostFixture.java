package org.virtuald.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.virtuald.host.admission.Access;
import org.virtuald.host.admission.HostPrograms;
import org.virtuald.host.admission.Wrappers;
import org.virtuald.host.service.ServiceStartException;
import org.virtuald.host.systemd.Supervisor;
import org.virtuald.host.traffic.Traffic;
import org.virtuald.launcher.Launcher;

/** All of a host that bundles have to do with: a real framework, real sockets, and no launcher. */
final class BundleHostFixture implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 30_000;

    final Path jars;
    final Filters filters = new Filters();
    final Access access = Access.toAll();
    private final Path directory;
    private final EventLoops loops = new EventLoops();
    private final OsgiFramework framework;
    private final InstalledBundles installed;

    BundleHostFixture() throws IOException, BundleException {
        directory = Files.createTempDirectory("bundle-host");
        jars = Files.createDirectories(directory.resolve("conf").resolve("bundles"));
        framework = OsgiFramework.start(
                Files.createDirectory(directory.resolve("felix")), directory.resolve("conf"), directory, name -> {
                    throw new ServiceStartException(false, "there are no services of conf files here");
                });
        installed = new InstalledBundles(
                framework.context(),
                List.of(jars),
                jars,
                path -> {}, // files of whoever runs the tests
                loops,
                new Admission(
                        access,
                        new HostPrograms(OptionalInt.empty()),
                        new Wrappers(),
                        new HostNames(),
                        filters,
                        new ConnectionNumbers(),
                        new Traffic()),
                name -> name.equals("taken"),
                new HandOver((to, from) -> Optional.empty()),
                Supervisor.fromEnvironment(),
                endpoint -> new Launcher.Binding.Rejected(List.of()));
    }

    /** Puts a bundle into {@code NAME.jar} and lets the host look. */
    List<String> deploy(BundleSource bundle) throws IOException {
        bundle.writeTo(jars.resolve(bundle.name() + ".jar"));
        return reconcile();
    }

    List<String> reconcile() {
        return changes().failures();
    }

    BundleChanges changes() {
        BundleChanges changes = new BundleChanges();
        installed.reconcile(changes);
        return changes;
    }

    boolean listens(String service) {
        return installed.addresses().containsKey(service);
    }

    void pause(String service, boolean pause) {
        installed.pause(service, pause);
    }

    void awaitIdle(String service) throws InterruptedException {
        installed.awaitIdle(service);
    }

    List<String> addresses(String service) {
        return installed.addresses().getOrDefault(service, List.of());
    }

    int port(String service) {
        String address = installed.addresses().getOrDefault(service, List.of()).get(0);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** All that a service answers to a text. */
    String ask(String service, String text) throws IOException {
        try (Socket socket = connect(service)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Socket connect(String service) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(service));
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    Bundle bundle(String name) {
        for (Bundle bundle : framework.context().getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle " + name);
    }

    ClassLoader classLoader(String name) {
        return bundle(name).adapt(BundleWiring.class).getClassLoader();
    }

    @Override
    public void close() throws IOException, BundleException {
        framework.close();
        loops.close();
        Directories.delete(directory);
    }
}
