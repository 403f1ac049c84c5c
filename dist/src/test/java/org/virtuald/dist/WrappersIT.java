package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtuald.host.control.ControlClient;
import org.virtuald.host.control.ControlRequest;

/** hosts.allow and hosts.deny have a say in who may connect to a service that asks them. */
@AsRoot
class WrappersIT {
    @AutoClose
    private final Site site = new Site();

    private final Path root = site.root("one");
    private final Path allow = site.directory().resolve("hosts.allow");
    private final Path deny = site.directory().resolve("hosts.deny");

    WrappersIT() throws IOException, InterruptedException {}

    @BeforeEach
    void nameFiles() throws IOException {
        Files.writeString(site.conf().resolve("virtuald.conf"), """
                tcp-wrappers { allow = "%s", deny = "%s" }
                """.formatted(allow, deny));
    }

    @Test
    void rulesAreForDaemonsAtLocalAddressesAndAreReadAgainWhenTheyChange() throws Exception {
        write(allow, "in.test@127.0.0.1: 127.0.1. EXCEPT 127.0.1.7\nin.test: 127.0.2.1\n");
        write(deny, "in.test: ALL\n");
        service("name", "tcp-wrappers = \"in.test\"", "refusal = \"Not you.\\n\"");
        service("other", "tcp-wrappers = \"in.other\"");
        service("free");
        RunningHost host = site.start();
        int port = host.port("name");

        assertThat(Client.ask("127.0.1.5", "127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.1.7", "127.0.0.1", port)).isEqualTo("Not you.\n");
        assertThat(Client.ask("127.0.1.5", "127.0.0.2", port)).isEqualTo("Not you.\n");
        assertThat(Client.ask("127.0.2.1", "127.0.0.2", port)).isEqualTo("one\n");
        assertThat(Client.ask("127.0.1.7", "127.0.0.1", host.port("other"))).isEqualTo("one\n");
        assertThat(Client.ask("127.0.1.7", "127.0.0.1", host.port("free"))).isEqualTo("one\n");
        host.log().await(" INFO name: 127\\.0\\.1\\.7:\\d+ refused: " + deny + ":1 denies it");
        assertThat(ControlClient.ask(site.state(), new ControlRequest("refusals"))
                        .getInt("refused.name.hosts-access"))
                .isEqualTo(2);

        write(deny, "in.test: ALL EXCEPT 127.0.1.7\n");
        Await.until(
                "the new rules are in force",
                () -> Client.ask("127.0.1.7", "127.0.0.1", port).equals("one\n"));
        assertThat(Client.ask("127.0.1.5", "127.0.0.2", port)).isEqualTo("Not you.\n");
        host.log().await(" INFO virtuald: " + allow + " and " + deny + " were read again");

        write(allow, "in.other: ALL: twist /bin/echo no\n");
        Reloads.reload(site);
        assertThat(Client.ask("127.0.2.1", "127.0.0.2", port)).isEqualTo("Not you.\n");
        assertThat(Client.ask("127.0.1.7", "127.0.0.1", host.port("other"))).isEmpty();
        host.log().await(" WARN virtuald: " + allow + ":1: warning: twist is not run: the rule refuses");
        Outcome check = Distribution.run("check", "--conf", site.conf().toString(), "name", "other");
        assertThat(check.err()).containsOnlyOnce(allow + ":1: warning: twist is not run: the rule refuses");
    }

    /** The machine says which names there are; each rule has the two that it cannot do without. */
    @Test
    void aNameIsLookedUpWhenARuleNeedsIt() throws Exception {
        write(allow, "in.test: KNOWN UNKNOWN PARANOID\n");
        write(deny, "ALL: ALL\n");
        service("name", "tcp-wrappers = \"in.test\"");
        RunningHost host = site.start();
        assertThat(Client.ask("127.0.0.1", "127.0.0.1", host.port("name"))).isEqualTo("one\n");

        write(allow, "in.test: .no.such.domain.invalid\n");
        Reloads.reload(site);
        assertThat(Client.ask("127.0.0.1", "127.0.0.1", host.port("name"))).isEmpty();
        host.log().await(" INFO name: 127\\.0\\.0\\.1:\\d+ refused: " + deny + ":1 denies it");
    }

    @Test
    void filesThatCannotBeReadKeepAServiceFromItsStartAndChangeNothingLater() throws Exception {
        Files.createDirectory(deny);
        int port = FreePort.find();
        site.service("name", text(port, "tcp-wrappers = \"in.test\""));
        service("free");
        RunningHost host = site.start();
        assertThat(host.ready()).contains("not running: name");
        host.log().await(" ERROR virtuald: " + deny + ": is a directory; services ask it by tcp-wrappers");

        Files.delete(deny);
        write(deny, "in.test: 127.0.0.5\n");
        host.log().await(" INFO virtuald: reloaded: 1 added");
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEmpty();

        Files.delete(deny);
        Files.createDirectory(deny);
        assertThat(Reloads.reload(site).getStringList("refused")).containsExactly("name");
        assertThat(Client.ask("127.0.0.5", "127.0.0.1", port)).isEmpty();
        assertThat(Client.ask("127.0.0.6", "127.0.0.1", port)).isEqualTo("one\n");
    }

    private void service(String name, String... more) throws IOException {
        site.service(name, text(0, more));
    }

    private String text(int port, String... more) {
        return """
                listen = ["0.0.0.0:%d"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody"
                %s
                """.formatted(port, root, String.join("\n", more));
    }

    private static void write(Path file, String text) throws IOException {
        Path written = Files.writeString(file.resolveSibling("written"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
