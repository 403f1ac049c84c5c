package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Control groups of programs, on this machine's cgroup v2 with what controllers it has. */
@AsRoot
class CgroupIT {

    /** Says the pid of a process that has left its session, and the group; ends after a line from the client. */
    private static final String ESCAPING = "pid=$(setsid sh -c 'sleep 1000 >/dev/null 2>&1 </dev/null & echo $!');"
            + " echo $pid $(grep ^0:: /proc/self/cgroup); read line";

    @AutoClose
    private final Site site = new Site();

    @AutoClose
    private final CgroupSite cgroups = new CgroupSite();

    CgroupIT() throws IOException {}

    @BeforeEach
    void delegate() throws IOException {
        hostConf(cgroups.directory());
    }

    @Test
    void whatAConnectionHasStartedEndsWithItWhateverItsSession() throws Exception {
        service("own", "connection-cgroup {}", ESCAPING);
        RunningHost host = site.start();
        Path group = cgroups.directory().resolve("own");
        long grandchild;
        try (Client client = Client.to("127.0.0.1", host.port("own"));
                Client other = Client.to("127.0.0.1", host.port("own"))) {
            String[] said = client.line().split(" ", -1);
            grandchild = Long.parseLong(said[0]);
            Path mine = Path.of(said[1].substring("0::".length()));
            assertThat(mine.getParent())
                    .isEqualTo(Path.of("/", cgroups.directory().getFileName().toString(), "own"));
            assertThat(other.line()).doesNotContain(mine.toString());
            assertThat(CgroupSite.within(group)).hasSize(2).contains(group.resolve(mine.getFileName()));
            assertThat(CgroupSite.words(group.resolve(mine.getFileName()).resolve("cgroup.procs")))
                    .contains(said[0])
                    .hasSize(2);
            assertThat(isAlive(grandchild)).isTrue();

            client.send("\n");
            assertThat(client.rest()).isEmpty();
            Await.until("what has escaped is killed", () -> !isAlive(grandchild));
            Await.until("its group is gone", () -> CgroupSite.within(group).size() == 1);
            other.send("\n");
            assertThat(other.rest()).isEmpty();
        }
        Await.until("the other's group is gone", () -> CgroupSite.within(group).isEmpty());
    }

    @Test
    void programsOfAServiceShareOneAndItGoesWithTheService() throws Exception {
        service("shared", "cgroup {}", "grep ^0:: /proc/self/cgroup; read line");
        RunningHost host = site.start();
        Path group = cgroups.directory().resolve("shared");
        try (Client one = Client.to("127.0.0.1", host.port("shared"));
                Client other = Client.to("127.0.0.1", host.port("shared"))) {
            assertThat(one.line()).isEqualTo(other.line()).contains("/shared/programs-");
            Files.delete(site.serviceFile("shared"));
            host.signal("HUP");
            host.log().await("reloaded: .* 1 removed");
            assertThat(group).isDirectory(); // programs run in it
            one.send("\n");
            other.send("\n");
            assertThat(one.rest() + other.rest()).isEmpty();
        }
        Await.until("the service's group is gone", () -> !Files.exists(group));
    }

    @Test
    void aLaunchWithNamespacesIsInItAsAWhole() throws Exception {
        Path root = site.root("root");
        Files.createDirectories(root.resolve("proc"));
        site.service("inside", Site.serviceText(root, "cat") + "isolation = namespaces\nconnection-cgroup {}\n");
        assumeTrue(
                Outcome.of(List.of("unshare", "--mount", "--pid", "--fork", "true"))
                                .status()
                        == 0,
                "this machine does not let root make namespaces");
        RunningHost host = site.start();
        Path group = cgroups.directory().resolve("inside");
        try (Client client = Client.to("127.0.0.1", host.port("inside"))) {
            client.send("here\n");
            assertThat(client.line()).isEqualTo("here");
            Path mine = CgroupSite.within(group).get(0);
            assertThat(CgroupSite.words(mine.resolve("cgroup.procs"))).hasSize(3);
            client.endSending();
            assertThat(client.rest()).isEmpty();
        }
        Await.until("its group is gone", () -> CgroupSite.within(group).isEmpty());
    }

    @Test
    void limitsAreWrittenToTheGroupsThatTheyAreOf() throws Exception {
        String file = cgroups.limit().orElse("");
        assumeTrue(!file.isEmpty(), "no controller with a limit in bytes");
        String limits = "cgroup { " + file + " = 64M }\nconnection-cgroup { \"" + file + "\" = [32M, 16M] }";
        service("limited", limits, "echo in; read line");
        RunningHost host = site.start();
        Path group = cgroups.directory().resolve("limited");
        assertThat(group.resolve(file)).hasContent("67108864");
        try (Client client = Client.to("127.0.0.1", host.port("limited"))) {
            assertThat(client.line()).isEqualTo("in");
            assertThat(CgroupSite.within(group).get(0).resolve(file)).hasContent("16777216");

            String conf = Files.readString(site.serviceFile("limited"));
            Reloads.put(site.serviceFile("limited"), conf.replace("64M", "48M"));
            host.signal("HUP");
            host.log().await("reloaded: .* 1 changed");
            assertThat(group.resolve(file)).hasContent("50331648");
        }
    }

    @Test
    void whatTheKernelDoesNotTakeIsToldWithItsLine() throws Exception {
        String file = cgroups.limit().orElse("");
        assumeTrue(!file.isEmpty(), "no controller with a limit in bytes");
        String controller = file.substring(0, file.indexOf('.'));
        Path value = service("value", "connection-cgroup { " + file + " = many }", "true");
        Path name = service("name", "cgroup { " + controller + ".size = 5 }", "true");
        RunningHost host = site.begin();

        assertThat(host.log().await("refuses"))
                .contains(value + ":5: connection-cgroup: " + file + ": the kernel refuses \"many\": EINVAL");
        assertThat(host.log().await("no such file"))
                .contains(name + ":5: cgroup: " + controller + ".size: this kernel's " + controller
                        + " controller has no such file");
        Await.until(
                "nothing is left of them",
                () -> CgroupSite.within(cgroups.directory()).isEmpty());
    }

    @Test
    void aControllerThatIsNotThereIsToldWithTheLineThatAsksForIt() throws Exception {
        Path conf = service("asking", "connection-cgroup { nosuch.max = 5 }", "true");
        service("other", "", "true"); // without any a host ends
        RunningHost host = site.start();

        String message = conf + ":5: connection-cgroup: there is no nosuch controller in " + cgroups.directory()
                + ", which has ";
        assertThat(host.log().await("nosuch")).contains(message);
        assertThat(Distribution.run("check", "--conf", site.conf().toString()).err())
                .contains(message);
        if (!cgroups.controllers().contains("memory")) {
            service("asking", "cgroup { memory.max = 256M }", "true");
            host.signal("HUP");
            assertThat(host.log().await("memory")).contains(":5: cgroup: there is no memory controller in ");
        }
    }

    @Test
    void aGroupThatIsNoneIsAnErrorForThoseThatAskForOneAlone() throws Exception {
        hostConf(site.directory());
        Path conf = service("asking", "cgroup {}", "true");
        service("other", "", "echo served");
        RunningHost host = site.start();

        String message = conf + ":5: cgroup: " + site.directory()
                + ", the cgroup of virtuald.conf, is no control group of cgroup v2";
        assertThat(host.log().await("is no control group")).contains(message);
        assertThat(Client.ask("127.0.0.1", host.port("other"))).isEqualTo("served\n");
        assertThat(Distribution.run("check", "--conf", site.conf().toString()).err())
                .contains(message);
    }

    @Test
    void leftoversOfEarlierHostsGoAtTheStartAndWhatIsOfOthersStays() throws Exception {
        Path dead = cgroups.directory().resolve("old/connection-99999999-1");
        Path foreign = cgroups.directory().resolve("foreign/connections");
        Files.createDirectories(dead);
        Files.createDirectories(foreign);
        service("new", "connection-cgroup {}", "echo served");
        RunningHost host = site.start();

        assertThat(Client.ask("127.0.0.1", host.port("new"))).isEqualTo("served\n");
        assertThat(dead.getParent()).doesNotExist();
        assertThat(foreign).isDirectory();
        site.endHosts();
        Await.until(
                "the service's group goes with its host",
                () -> !Files.exists(cgroups.directory().resolve("new")));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private void hostConf(Path parent) throws IOException {
        Files.writeString(site.conf().resolve("virtuald.conf"), "cgroup = \"" + parent + "\"\n");
    }

    private Path service(String name, String line, String script) throws IOException {
        return site.service(name, Site.serviceText(Path.of("/"), "sh", "-c", script) + line + "\n");
    }
}
