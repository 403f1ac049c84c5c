package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who a program is: the user of the conf and nobody else, for good. */
@AsRoot
class CredentialsIT {

    private static final String NO_CAPABILITIES = "effective 000000000 permitted 000000000 inheritable 000000000";

    @AutoClose
    private final Site site = new Site();

    CredentialsIT() throws IOException {}

    @Test
    void aUserHasItsIdsAsRealEffectiveAndSavedOnesAndNoCapabilities() throws Exception {
        long uid = id("-u", "nobody");
        long gid = id("-g", "nobody");
        Probe probe = probe("nobody");

        assertThat(probe.value("uid")).isEqualTo(fourTimes(uid));
        assertThat(probe.value("gid")).isEqualTo(fourTimes(gid));
        assertThat(probe.value("groups")).isEqualTo(Long.toString(gid));
        assertThat(probe.value("capabilities")).isEqualTo(NO_CAPABILITIES);
    }

    @Test
    void rootHasNoGroupsButItsOwn() throws Exception {
        Probe probe = probe("root");

        assertThat(probe.value("uid")).isEqualTo("0 0 0 0");
        assertThat(probe.value("gid")).isEqualTo("0 0 0 0");
        assertThat(List.of(probe.value("groups").split(" ", -1))).containsExactlyInAnyOrderElementsOf(groupsOf("root"));
    }

    @Test
    void aGroupTakesThePlaceOfTheUsersOwn() throws Exception {
        Probe probe = probe("nobody:daemon");

        assertThat(probe.value("uid")).isEqualTo(fourTimes(id("-u", "nobody")));
        assertThat(probe.value("gid")).isEqualTo(fourTimes(id("-g", "daemon")));
        assertThat(probe.value("groups")).isEqualTo(Long.toString(id("-g", "daemon")));
    }

    @Test
    void idsNeedNoEntryInTheUserDatabase() throws Exception {
        Probe probe = probe("61234:61235");

        assertThat(probe.value("uid")).isEqualTo(fourTimes(61234));
        assertThat(probe.value("gid")).isEqualTo(fourTimes(61235));
        assertThat(probe.value("capabilities")).isEqualTo(NO_CAPABILITIES);
    }

    @Test
    void aUserHasItsSupplementaryGroups() throws Exception {
        Path groups = site.directory().resolve("group");
        Files.writeString(groups, Files.readString(Path.of("/etc/group")) + """
                virtuald-it-1:x:61001:nobody
                virtuald-it-2:x:61003:daemon
                virtuald-it-3:x:61002:daemon,nobody
                """);
        String[] withGroups = {
            "unshare", "--mount", "sh", "-c", "mount --bind " + groups + " /etc/group && exec \"$@\"", "sh"
        };
        assumeTrue(
                Outcome.of(List.of("unshare", "--mount", "mount", "--bind", groups.toString(), "/etc/group"))
                                .status()
                        == 0,
                "a group file of the test's own takes a mount namespace");
        Probe probe = probe("nobody", withGroups);

        assertThat(probe.value("gid")).isEqualTo(fourTimes(id("-g", "nobody")));
        assertThat(probe.value("groups").split(" ", -1))
                .containsExactlyInAnyOrder(Long.toString(id("-g", "nobody")), "61001", "61002");
    }

    @Test
    void aServiceWhoseUserIsUnknownIsDownAndTheOthersRun() throws Exception {
        Path root = site.root("one");
        site.service("good", root, "cat", "/name");
        Path conf = site.service("bad", """
                listen = ["127.0.0.1:0"]
                exec   = ["cat", "/name"]
                roots  = ["default %s"]
                user   = "nobody-of-that-name"
                """.formatted(root));
        RunningHost host = site.start();

        assertThat(host.log().await("no user")).contains(conf + ":4: ", "no user \"nobody-of-that-name\"");
        assertThat(host.ready()).contains("not running: bad");
        assertThat(Client.ask("127.0.0.1", host.port("good"))).isEqualTo("one\n");
    }

    private Probe probe(String user, String... before) throws IOException, InterruptedException {
        site.service("probe", """
                listen = ["127.0.0.1:0"]
                exec   = ["probe"]
                roots  = ["default %s"]
                user   = "%s"
                """.formatted(Probe.root(site.directory().resolve("root")), user));
        RunningHost host = site.begin(before).awaitReady();
        return Probe.ask("127.0.0.1", host.port("probe"));
    }

    private static long id(String option, String user) throws IOException, InterruptedException {
        return Long.parseLong(
                Outcome.of(List.of("id", option, user)).andWell().out().strip());
    }

    private static List<String> groupsOf(String user) throws IOException, InterruptedException {
        String ids = Outcome.of(List.of("id", "-G", user)).andWell().out().strip();
        return List.of(ids.split(" ", -1));
    }

    /** Real, effective, saved, and that of the file system. */
    private static String fourTimes(long id) {
        return id + " " + id + " " + id + " " + id;
    }
}
