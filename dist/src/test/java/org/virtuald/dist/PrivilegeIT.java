package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which of the processes is root, and what the others cannot touch. */
@AsRoot
class PrivilegeIT {

    private static final List<String> NOT_ROOT = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @AutoClose
    private final Site site = new Site();

    PrivilegeIT() throws IOException {}

    @Test
    void noThreadOfTheHostIsRootAndTheLauncherIs() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "user = nobody\n");
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();
        String uid = id("-u", "nobody");
        String gid = id("-g", "nobody");

        try (var threads =
                Files.newDirectoryStream(Path.of("/proc/" + host.proc().pid() + "/task"))) {
            for (Path thread : threads) {
                ProcFiles proc =
                        new ProcFiles(Long.parseLong(thread.getFileName().toString()));
                assertThat(proc.status("Uid")).isEqualTo("%1$s %1$s %1$s %1$s".formatted(uid));
                assertThat(proc.status("Gid")).isEqualTo("%1$s %1$s %1$s %1$s".formatted(gid));
                assertThat(proc.status("Groups")).isEqualTo(gid);
                assertThat(proc.status("CapEff")).isEqualTo("0000000000000000");
                assertThat(proc.status("CapPrm")).isEqualTo("0000000000000000");
                assertThat(proc.status("CapInh")).isEqualTo("0000000000000000");
                assertThat(proc.status("CapAmb")).isEqualTo("0000000000000000");
                // so that the bounding set, which each thread would have to give up by itself, does not matter
                assertThat(proc.status("NoNewPrivs")).isEqualTo("1");
                assertThat(proc.status("Seccomp")).isEqualTo("2");
            }
        }
        assertThat(host.launcher().status("Uid")).isEqualTo("0 0 0 0");
    }

    /** The files in /proc of a process that is not dumpable belong to root. */
    @Test
    void hostAndLauncherCannotBeReadAndLeaveNoCores() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "user = nobody\n");
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();

        for (ProcFiles proc : List.of(host.proc(), host.launcher())) {
            Path directory = Path.of("/proc", Long.toString(proc.pid()));
            assertThat(owner(directory.resolve("environ"))).isZero();
            assertThat(Files.readString(directory.resolve("limits"))).containsPattern("Max core file size +0 ");
        }
    }

    @Test
    void nothingThatTheLauncherTrustsIsTheHostsUsers() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "user = nobody\n");
        Path root = site.root("one");
        Path file = site.service("name", root, "cat", "/name");
        site.start();

        for (Path path : List.of(
                site.conf(),
                site.conf().resolve("services"),
                file,
                root,
                Distribution.HOME,
                Distribution.HOME.resolve("lib"))) {
            List<String> command = new ArrayList<>(NOT_ROOT);
            command.addAll(List.of("sh", "-c", "test -w \"$1\"", "sh", path.toString()));
            assertThat(Outcome.of(command).status()).as(path.toString()).isEqualTo(1);
        }
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void withoutAUserInItsConfTheHostBecomesTheInstallationsOrNobody() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        boolean installed = Outcome.of(List.of("id", "virtuald")).status() == 0;
        RunningHost host = site.start();

        assertThat(host.proc().status("Uid")).startsWith(id("-u", installed ? "virtuald" : "nobody") + " ");
    }

    @Test
    void theHostDoesNotStayRootEvenWhenItsConfSaysSo() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "user = root\n");
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.begin();

        assertThat(host.awaitExit()).isEqualTo(78);
        host.log().await("the host must not stay root");
    }

    @Test
    void theStateDirectoryIsTheHostsUsersAndItsLogNamesTheHolder() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost host = site.start();

        assertThat(Files.getAttribute(site.state(), "unix:uid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(Integer.parseInt(host.proc().status("Uid").replaceFirst(" .*", "")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.state())))
                .isEqualTo("rwxr-x---");

        RunningHost second = site.begin();
        assertThat(second.awaitExit()).isEqualTo(69);
        assertThat(second.log().lines())
                .anyMatch(line -> line.contains(site.state() + " is in use by another virtuald")
                        && line.contains(Long.toString(host.proc().pid())));
        assertThat(Client.ask("127.0.0.1", host.port("name"))).isEqualTo("one\n");
    }

    @Test
    void onlyRootCanStartAHost() throws Exception {
        List<String> command = new ArrayList<>(NOT_ROOT);
        command.addAll(Distribution.command(site.runArguments()));
        site.service("name", site.root("one"), "cat", "/name");

        Outcome outcome = Outcome.of(command);

        assertThat(outcome.status()).isEqualTo(77);
        assertThat(outcome.err()).contains("must be started as root");
    }

    @Test
    void aConfOfAnotherUserIsRefused() throws Exception {
        Path root = site.root("one");
        site.service("good", root, "cat", "/name");
        Path conf = site.service("bad", root, "cat", "/name");
        Files.setAttribute(conf, "unix:uid", Integer.parseInt(id("-u", "nobody")));
        RunningHost host = site.start();

        host.log().await("services/bad.conf.* belongs to nobody; it must belong to root");
        assertThat(host.ready()).contains("not running: bad");
        assertThat(Client.ask("127.0.0.1", host.port("good"))).isEqualTo("one\n");
    }

    @Test
    void aConfThatOthersCanWriteIsRefused() throws Exception {
        Path root = site.root("one");
        site.service("good", root, "cat", "/name");
        Path conf = site.service("bad", root, "cat", "/name");
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-rw-r--"));
        RunningHost host = site.start();

        host.log().await("services/bad.conf.* is writable by ");
        assertThat(host.ready()).contains("not running: bad");
    }

    @Test
    void aRootsTableThatOthersCanWriteIsRefused() throws Exception {
        Path root = site.root("one");
        site.service("good", root, "cat", "/name");
        Path table = Files.writeString(site.conf().resolve("roots").resolve("table"), "default " + root + "\n");
        Files.setPosixFilePermissions(table, PosixFilePermissions.fromString("rw-r--rw-"));
        site.service("bad", """
                listen = ["127.0.0.1:0"]
                exec   = ["cat", "/name"]
                roots  = "table"
                user   = "nobody"
                """);
        RunningHost host = site.start();

        host.log().await("roots/table.* is writable by ");
        assertThat(host.ready()).contains("not running: bad");
    }

    private static String id(String option, String user) throws IOException, InterruptedException {
        return Outcome.of(List.of("id", option, user)).andWell().out().strip();
    }
}
