package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles in the bundle directory of a conf directory, beside services of conf files. */
@AsRoot
class BundlesIT {

    @AutoClose
    private final Site site = new Site();

    BundlesIT() throws IOException {}

    @ParameterizedTest
    @ValueSource(strings = {"tarpit", "internal"})
    void theBundlesOfTheDistributionSeeTheApiAndNothingElseOfTheHost(String name) throws IOException {
        try (JarFile jar = new JarFile(shipped(name).toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Import-Package"))
                    .matches("org\\.osgi\\.framework;version=\"\\[1\\.\\d+,2\\)\","
                            + "org\\.virtuald\\.service;version=\"\\[1\\.\\d+,2\\)\"");
            assertThat(jar.getManifest().getMainAttributes().getValue("Export-Package"))
                    .isNull();
        }
    }

    @Test
    void aServiceInJavaRunsBesideOneThatLaunchesPrograms() throws Exception {
        site.service("cat", site.root("root"), "cat", "/name");
        settings("internal", "echo = 127.0.0.1:0\ndaytime = 127.0.0.1:0\n");
        install("internal");
        RunningHost host = site.start();

        try (Client client = Client.to("127.0.0.1", host.port("echo"))) {
            assertThat(client.exchange("one")).isEqualTo("one");
            client.send("two");
            client.endSending();
            assertThat(client.rest()).isEqualTo("two\n");
        }
        assertThat(Client.ask("127.0.0.1", host.port("daytime"))).matches("[A-Z][a-z]{2} [A-Z][a-z]{2} .{16}\n");
        assertThat(Client.ask("127.0.0.1", host.port("cat"))).isEqualTo("root\n");
    }

    @Test
    void tcpmuxLeadsToServicesThatAcceptFromIt() throws Exception {
        Path root = site.root("root");
        site.service("open", """
                listen      = ["127.0.0.1:0"]
                exec        = ["sh", "-c", "read line; echo $line from $TCPREMOTEPORT; cat /name"]
                roots       = ["default %s"]
                user        = "nobody"
                accept-from = ["tcpmux"]
                """.formatted(root));
        site.service("shut", root, "cat", "/name");
        settings("internal", "tcpmux = 127.0.0.1:0\ntcpmux.services = +open, shut\n");
        install("internal");
        int port = site.start().port("tcpmux");

        try (Client client = Client.to("127.0.0.1", port)) {
            assertThat(client.exchange("OPEN\r\nhello")).isEqualTo("+Go");
            assertThat(client.line()).isEqualTo("hello from " + client.port());
            assertThat(client.rest()).isEqualTo("root\n");
        }
        try (Client client = Client.to("127.0.0.1", port)) {
            client.send("shut\r\n");
            assertThat(client.rest()).isEqualTo("-Service not available\n");
        }
        try (Client client = Client.to("127.0.0.1", port)) {
            client.send("help\r\n");
            assertThat(client.rest()).isEqualTo("open\nshut\n");
        }
    }

    @Test
    void aFilterHoldsConnectionsOfServicesThatLaunchPrograms() throws Exception {
        site.service("cat", site.root("root"), "cat", "/name");
        settings("tarpit", "connections = 2\nwindow-seconds = 1\n");
        install("tarpit");
        int port = site.start().port("cat");

        long began = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("root\n");
        }
        // two at once, two a second later, and the fifth after another one
        assertThat(System.nanoTime() - began).isGreaterThan(1_900_000_000L);
    }

    @Test
    void aReloadInstallsAndRemovesBundles() throws Exception {
        site.service("cat", site.root("root"), "cat", "/name");
        settings("internal", "time = 127.0.0.1:0\n");
        RunningHost host = site.start();
        Path jar = install("internal");
        Outcome.of(Distribution.command("reload", "--state", site.state().toString()))
                .andWell();
        host.log().await(" virtuald: time on 127.0.0.1:");
        Files.delete(jar);
        host.log().await("bundle org.virtuald.bundles.internal .* removed");
        assertThat(Client.ask("127.0.0.1", host.port("cat"))).isEqualTo("root\n");
    }

    @Test
    void aPortThatNeedsPrivilegesIsRefusedWithTheReason() throws Exception {
        Assumptions.assumeTrue(Integer.parseInt(Sysctl.read("net/ipv4/ip_unprivileged_port_start")) > 7);
        site.service("cat", site.root("root"), "cat", "/name");
        settings("internal", "echo = 127.0.0.1:7\ntime = 127.0.0.1:0\n");
        install("internal");
        RunningHost host = site.start();

        assertThat(host.log().await("echo: bind 127.0.0.1:7: EACCES"))
                .contains(
                        "a bundle's service opens its ports without privileges: list it in bundle-listen of virtuald.conf");
        assertThat(host.port("time")).isPositive();
    }

    @Test
    void aPortThatNeedsPrivilegesIsOpenedByTheLauncherWhenTheConfOfTheHostSaysSo() throws Exception {
        site.service("cat", site.root("root"), "cat", "/name");
        Files.writeString(
                site.conf().resolve("virtuald.conf"), "bundle-listen = [\"127.0.0.1:7\", \"udp:127.0.0.1:7\"]\n");
        settings("internal", "echo = 127.0.0.1:7, udp:127.0.0.1:7\n");
        install("internal");
        RunningHost host = site.start();

        assertThat(host.port("echo")).isEqualTo(7);
        try (Client client = Client.to("127.0.0.1", 7)) {
            assertThat(client.exchange("well?")).isEqualTo("well?");
        }
    }

    private void settings(String bundle, String text) throws IOException {
        Files.createDirectories(site.conf().resolve("bundles"));
        Files.writeString(site.conf().resolve("bundles").resolve(bundle + ".properties"), text);
    }

    private Path install(String bundle) throws IOException {
        Path directory = Files.createDirectories(site.conf().resolve("bundles"));
        Path copy = Files.copy(shipped(bundle), directory.resolve(".new"), StandardCopyOption.REPLACE_EXISTING);
        return Files.move(copy, directory.resolve(bundle + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path shipped(String bundle) {
        return Distribution.HOME.resolve("share").resolve("bundles").resolve(bundle + ".jar");
    }
}
