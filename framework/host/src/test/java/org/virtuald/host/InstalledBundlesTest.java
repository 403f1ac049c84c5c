package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InstalledBundlesTest {
    private static final String ECHO = """
            ByteBuffer buffer = ByteBuffer.allocate(100);
            while (connection.read(buffer) >= 0) {
                connection.write(buffer.flip());
                buffer.clear();
            }
            """;

    @AutoClose
    private final BundleHostFixture host = new BundleHostFixture();

    InstalledBundlesTest() throws IOException, BundleException {}

    @Test
    void aServiceOfABundleServes() throws IOException {
        assertThat(host.deploy(BundleSource.serving("1.0.0", ECHO))).isEmpty();
        assertThat(host.ask("sample", "one\n")).isEqualTo("one\n");
        assertThat(host.ask("sample", "x".repeat(100_000))).hasSize(100_000);
    }

    @Test
    void itsThreadsAreNamedAfterItAndHaveItsClassLoader() throws IOException {
        host.deploy(BundleSource.serving("1.0.0", """
                Thread thread = Thread.currentThread();
                say(connection, thread.getName() + " "
                        + (thread.getContextClassLoader() == getClass().getClassLoader()));
                """));
        assertThat(host.ask("sample", "")).isEqualTo("sample/1 true");
    }

    @Test
    void whatItThrowsEndsThatConnectionAlone() throws IOException {
        host.deploy(BundleSource.serving("1.0.0", """
                if (connection.read(ByteBuffer.allocate(1)) > 0) {
                    throw new StackOverflowError("mine");
                }
                say(connection, "well");
                """));
        for (int i = 1; i < Respite.FAILURES; i++) {
            assertThat(host.ask("sample", "x")).isEmpty();
        }
        assertThat(host.ask("sample", "")).isEqualTo("well");
        assertThat(host.ask("sample", "x")).isEmpty();
        assertThat(host.ask("sample", "")).isEqualTo("well");
    }

    @Test
    void aServiceThatFailsAgainAndAgainIsStoppedForAWhileAndOthersGoOn() throws Exception {
        host.deploy(BundleSource.serving("1.0.0", """
                if (connection.read(ByteBuffer.allocate(1)) > 0) {
                    throw new NoClassDefFoundError("mine");
                }
                say(connection, "well");
                """));
        host.deploy(BundleSource.serving("other", "1.0.0", ECHO));
        try (LogLines log = new LogLines("sample")) {
            for (int i = 0; i < Respite.FAILURES; i++) {
                assertThat(host.ask("sample", "x")).isEmpty();
                assertThat(log.next()).contains("the service has thrown java.lang.NoClassDefFoundError: mine");
            }
            assertThat(log.next())
                    .isEqualTo(
                            "it has failed 10 times in a row, the last time with java.lang.NoClassDefFoundError: mine:"
                                    + " stopped for 1 s");
            long began = System.nanoTime();
            assertThat(host.ask("other", "meanwhile")).isEqualTo("meanwhile");
            assertThat(host.ask("sample", "")).isEqualTo("well"); // it has waited in the kernel's queue
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(800));
            assertThat(log.next()).isEqualTo("it works again");
        }
        for (int i = 1; i < Respite.FAILURES; i++) {
            assertThat(host.ask("sample", "x")).isEmpty();
        }
        assertThat(host.ask("sample", "")).isEqualTo("well");
    }

    @Test
    void aReadThatWaitsTooLongEnds() throws IOException {
        host.deploy(BundleSource.serving("1.0.0", """
                connection.waitAtMost(Duration.ofMillis(20));
                try {
                    connection.read(ByteBuffer.allocate(1));
                } catch (SocketTimeoutException e) {
                    say(connection, "late " + connection.isOpen());
                }
                """));
        try (Socket socket = host.connect("sample")) {
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("late true");
        }
    }

    @Test
    void aConnectionThatCannotBeHandedOverIsStillOpen() throws IOException {
        host.deploy(BundleSource.serving("1.0.0", """
                try {
                    connection.passTo("other");
                } catch (HandOverException e) {
                    say(connection, e.getMessage());
                }
                """));
        assertThat(host.ask("sample", "")).isEqualTo("no service other is running that accepts from sample");
    }

    @Test
    void stoppingABundleClosesItsConnectionsAndListeners() throws Exception {
        host.deploy(BundleSource.serving("1.0.0", ECHO));
        int port = host.port("sample");
        try (Socket socket = host.connect("sample")) {
            socket.getOutputStream().write('x');
            assertThat(socket.getInputStream().read()).isEqualTo('x');
            host.bundle("sample").stop();
            assertThat(end(socket)).isTrue();
        }
        assertThat(host.listens("sample")).isFalse();
        assertThat(catchConnect(port)).isTrue();
        // a thread is seen for a moment after its pool has terminated
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("sample/")) {
                thread.join(10_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
        host.bundle("sample").start();
        assertThat(host.ask("sample", "again")).isEqualTo("again");
    }

    private static boolean end(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    private static boolean catchConnect(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aDamagedJarLeavesTheRunningOneAlone() throws IOException {
        host.deploy(BundleSource.serving("1.0.0", "say(connection, \"one\");"));
        Path jar = host.jars.resolve("sample.jar");
        byte[] whole = Files.readAllBytes(jar);
        for (int length : List.of(0, 10, whole.length / 2, whole.length - 1)) {
            Path half = Files.write(host.jars.resolve(".half"), Arrays.copyOf(whole, length));
            Files.move(half, jar, StandardCopyOption.REPLACE_EXISTING);
            assertThat(host.reconcile()).singleElement().asString().startsWith(jar + ": ");
            assertThat(host.changes().refused()).containsExactly("sample.jar"); // until it is right
            assertThat(host.ask("sample", "")).isEqualTo("one");
        }
        assertThat(host.deploy(BundleSource.serving("2.0.0", "say(connection, \"two\");")))
                .isEmpty();
        assertThat(host.ask("sample", "")).isEqualTo("two");
    }

    @Test
    void anUpdateThatDoesNotStartBringsTheEarlierOneBack() throws IOException {
        host.deploy(BundleSource.serving("1.0.0", "say(connection, \"one\");"));
        assertThat(host.deploy(new BundleSource("sample", "2.0.0", """
                        public final class Activator implements BundleActivator {
                            public void start(BundleContext context) {
                                throw new IllegalStateException("not today");
                            }
                            public void stop(BundleContext context) {}
                        }
                        """)))
                .singleElement()
                .asString()
                .endsWith("its activator has thrown java.lang.IllegalStateException: not today");
        assertThat(host.bundle("sample").getVersion()).hasToString("1.0.0");
        assertThat(host.ask("sample", "")).isEqualTo("one");
    }

    @Test
    void anActivatorThatBlocksHoldsUpNobodyElse() throws Exception {
        host.deploy(BundleSource.serving("1.0.0", "say(connection, \"one\");"));
        String blocking = """
                public final class Activator implements BundleActivator {
                    public void start(BundleContext context) {
                        %s
                    }
                    public void stop(BundleContext context) {}
                }
                """;
        // one gives up when it is interrupted, the other does not
        assertThat(
                        host.deploy(
                                new BundleSource(
                                        "patient",
                                        "1.0.0",
                                        blocking.formatted(
                                                "try { Thread.sleep(600_000); } catch (InterruptedException e) { throw new RuntimeException(e); }"))))
                .singleElement()
                .asString()
                .endsWith("patient.jar: its activator has not returned after 5 s");
        assertThat(host.deploy(new BundleSource(
                        "stubborn",
                        "1.0.0",
                        blocking.formatted("while (!Boolean.getBoolean(\"sample.end\")) { Thread.onSpinWait(); }"))))
                .hasSize(2);

        try {
            assertThat(host.deploy(BundleSource.serving("2.0.0", "say(connection, \"two\");")))
                    .hasSize(2);
            assertThat(host.ask("sample", "")).isEqualTo("two");
            Files.delete(host.jars.resolve("stubborn.jar"));
            assertThat(host.changes().failures().toString()).contains("its activator still goes on");
        } finally {
            System.setProperty("sample.end", "true");
        }
    }

    @Test
    void anUpdateThatBlocksBringsTheEarlierOneBack() throws Exception {
        host.deploy(BundleSource.serving("1.0.0", "say(connection, \"one\");"));
        int port = host.port("sample");

        assertThat(host.deploy(new BundleSource("sample", "2.0.0", """
                        public final class Activator implements BundleActivator {
                            public void start(BundleContext context) throws InterruptedException {
                                Thread.sleep(600_000);
                            }
                            public void stop(BundleContext context) {}
                        }
                        """)))
                .singleElement()
                .asString()
                .endsWith("its activator has not returned after 5 s");

        assertThat(host.bundle("sample").getVersion()).hasToString("1.0.0");
        assertThat(host.port("sample")).isEqualTo(port); // its listener was kept for it meanwhile
        assertThat(host.ask("sample", "")).isEqualTo("one");
    }

    @Test
    void theServicesOfABundleStopTogether() throws Exception {
        BundleSource many = new BundleSource("many", "1.0.0", """
                public final class Activator implements BundleActivator {
                    public void start(BundleContext context) {
                        for (int i = 0; i < 8; i++) {
                            String name = "many" + i;
                            context.registerService(Service.class, new Service() {
                                public String name() { return name; }
                                public List<Endpoint> endpoints() {
                                    return List.of(new Endpoint.Tcp(
                                            new Endpoint.Host.Address(InetAddress.getLoopbackAddress()), 0));
                                }
                                public void serve(Connection connection) throws IOException {
                                    connection.write(ByteBuffer.wrap(new byte[] {'x'}));
                                    connection.read(ByteBuffer.allocate(1));
                                }
                            }, null);
                        }
                    }
                    public void stop(BundleContext context) {}
                }
                """);
        host.deploy(many);
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket client = host.connect("many" + i);
                clients.add(client);
                assertThat(client.getInputStream().read()).isEqualTo('x');
            }
            long began = System.nanoTime();
            assertThat(host.deploy(many)).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aBundleThatAnAdministratorStoppedStaysStoppedWhileItsJarChanges() throws Exception {
        host.deploy(BundleSource.serving("1.0.0", "say(connection, \"one\");"));
        host.bundle("sample").stop();
        host.deploy(BundleSource.serving("2.0.0", "say(connection, \"two\");"));
        assertThat(host.bundle("sample").getState()).isNotEqualTo(Bundle.ACTIVE);
        host.bundle("sample").start();
        assertThat(host.ask("sample", "")).isEqualTo("two");
    }

    @Test
    void aChangeOfItsSettingsStartsItAgain() throws IOException {
        host.deploy(new BundleSource(
                "sample",
                "1.0.0",
                BundleSource.serving("1.0.0", "say(connection, text);")
                        .activator()
                        .replace("public void start(BundleContext context) {", """
                                private String text = "";
                                public void start(BundleContext context) throws IOException {
                                    text = java.nio.file.Files.readString(java.nio.file.Path.of(
                                            context.getProperty(BundleHost.SETTINGS_DIRECTORY), "sample.properties"));
                                """)));
        Path settings = host.jars.resolve("sample.properties");
        Files.writeString(settings, "one");
        host.reconcile();
        assertThat(host.ask("sample", "")).isEqualTo("one");
        Files.writeString(settings, "another");
        host.reconcile();
        assertThat(host.ask("sample", "")).isEqualTo("another");
    }

    @Test
    void aJarThatIsGoneIsUninstalled() throws IOException {
        host.deploy(BundleSource.serving("1.0.0", ECHO));
        Files.delete(host.jars.resolve("sample.jar"));
        assertThat(host.reconcile()).isEmpty();
        assertThat(host.listens("sample")).isFalse();
    }

    @Test
    void replacedBundlesLeaveNothingBehind() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        host.deploy(BundleSource.filtering("guard", "", "return Verdict.accept();"));
        update(loaders, 3); // what is made once is there now
        long before = Directories.size(Path.of("/proc/self/fd"));
        update(loaders, 60);
        assertThat(Directories.size(Path.of("/proc/self/fd"))).isLessThan(before + 10);
        int left = left(loaders);
        for (int i = 0; i < 50 && left > 1; i++) {
            System.gc();
            Thread.sleep(20);
            left = left(loaders);
        }
        assertThat(left).isLessThanOrEqualTo(2); // the one in use, and at most one that some thread has in hand
    }

    private void update(List<WeakReference<ClassLoader>> loaders, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            String text = "version " + loaders.size();
            assertThat(host.deploy(BundleSource.serving("1.0." + loaders.size(), "say(connection, \"" + text + "\");")))
                    .isEmpty();
            assertThat(host.ask("sample", "")).isEqualTo(text);
            loaders.add(new WeakReference<>(host.classLoader("sample")));
        }
    }

    private static int left(List<WeakReference<ClassLoader>> loaders) {
        return (int) loaders.stream().filter(loader -> loader.get() != null).count();
    }
}
