package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Files with errors, while a service runs: nothing changes until they are right. */
@AsRoot
class RefusedFilesIT {

    @AutoClose
    private final Site site = new Site();

    private final int port = FreePort.find();

    RefusedFilesIT() throws IOException {}

    @Test
    void aConfWithErrorsChangesNothingAndIsToldOnce() throws Exception {
        Path root = site.root("one");
        String good = Reloads.conf(root, "old", "127.0.0.1:" + port);
        Path conf = site.service("echo", good);
        RunningHost host = site.start();
        Set<String> inodes = Reloads.listening(port);

        assertRefused(conf, good.replace("user   =", "usr   ="), "usr");
        assertRefused(conf, good + "}}", "echo.conf:");
        assertRefused(conf, good.replace("nobody", "no-such-user"), "no-such-user");
        assertRefused(conf, good.replace("default /", "no.address /"), "no.address");
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("old\n");
        assertThat(Reloads.linesWith(host, "no-such-user")).isEqualTo(1);

        Reloads.put(conf, Reloads.conf(root, "new", "127.0.0.1:" + port));
        Reloads.awaitAnswer(port, "new");
        assertThat(Reloads.listening(port)).isEqualTo(inodes);
    }

    private void assertRefused(Path conf, String text, String why) throws Exception {
        Reloads.put(conf, text);
        for (int i = 0; i < 2; i++) {
            Outcome outcome = Distribution.run("reload", "--state", site.state().toString());
            assertThat(outcome.status()).isEqualTo(78);
            assertThat(outcome.err()).contains(why);
            assertThat(outcome.out()).contains("refused: echo");
        }
    }

    @Test
    void aTableWithErrorsIsReportedAtEachReloadUntilItIsRight() throws Exception {
        Path one = site.root("one");
        Path two = site.root("two");
        Path table = site.conf().resolve("roots").resolve("table");
        Reloads.put(table, "default " + one + "\n");
        site.service("name", """
                listen = ["127.0.0.1:%d"]
                exec   = ["cat", "/name"]
                roots  = "table"
                user   = "nobody"
                """.formatted(port));
        RunningHost host = site.start();

        Reloads.put(table, "default " + one + "\nnonsense\n");
        for (int i = 0; i < 2; i++) {
            Outcome outcome = Distribution.run("reload", "--state", site.state().toString());
            assertThat(outcome.status()).isEqualTo(78);
            assertThat(outcome.err()).contains(table + ":2: ");
            assertThat(outcome.out()).contains("refused: name");
        }
        assertThat(Reloads.linesWith(host, table + ":2: ")).isEqualTo(1);
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");

        Reloads.put(table, "default " + two + "\n");
        Reloads.awaitAnswer(port, "two");
        assertThat(Reloads.reload(site).getStringList("refused")).isEmpty();
    }
}
