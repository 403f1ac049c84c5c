package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Programs that people come in by, or ask for people. */
@RealProgram
class LoginProgramsIT {
    private static final int ANN = 2222;

    private final RealPrograms programs;

    LoginProgramsIT(RealPrograms programs) {
        this.programs = programs;
    }

    /** The client knows each address by the host key of its root, and has one key for both. */
    @Test
    void dropbearLetsIntoTheRootOfTheAddressByKey() throws Exception {
        Path key = key("key");
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            authorize(place, key);
            Files.write(programs.root("dropbear", place).resolve("home/ann/file"), RealPrograms.bytes(place));

            Path got = programs.scratch("got");
            ssh(place, key, "cat file", got).andWell();
            assertThat(got).hasBinaryContent(RealPrograms.bytes(place));

            ssh(place, key, "pwd; ls -ld /home/ann", got).andWell();
            assertThat(got).content().matches("/home/ann\ndrwx\\S+ +[0-9]+ ann ann .* /home/ann\n");
        }
    }

    @Test
    void dropbearKeepsOtherKeysOut() throws Exception {
        RealPrograms.Place place = RealPrograms.PLACES.get(0);
        authorize(place, key("key"));

        Outcome outcome = ssh(place, key("other"), "cat file", programs.scratch("got"));

        assertThat(outcome.status()).isEqualTo(255);
        assertThat(outcome.err()).contains("Permission denied (publickey)");
    }

    private Path key(String name) throws IOException, InterruptedException {
        Path key = programs.scratch(name);
        Files.deleteIfExists(key.resolveSibling(name + ".pub"));
        RealPrograms.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        return key;
    }

    private void authorize(RealPrograms.Place place, Path key) throws IOException {
        Path authorized = programs.root("dropbear", place).resolve("home/ann/.ssh/authorized_keys");
        Files.write(authorized, Files.readAllBytes(key.resolveSibling(key.getFileName() + ".pub")));
        // as the recipe leaves it
        assertThat(Files.getAttribute(authorized, "unix:uid")).isEqualTo(ANN);
    }

    private Outcome ssh(RealPrograms.Place place, Path key, String command, Path to) throws Exception {
        Path known = programs.scratch("known_hosts");
        Files.writeString(known, "[%s]:%d %s\n".formatted(place.address(), programs.port("dropbear"), hostKey(place)));
        return Outcome.of(List.of(
                "sh",
                "-c",
                "exec ssh -F none -i \"$0\" -o UserKnownHostsFile=\"$1\" -o BatchMode=yes -o IdentitiesOnly=yes"
                        + " -o IdentityAgent=none -p \"$2\" \"ann@$3\" \"$4\" >\"$5\"",
                key.toString(),
                known.toString(),
                Integer.toString(programs.port("dropbear")),
                place.address(),
                command,
                to.toString()));
    }

    private String hostKey(RealPrograms.Place place) throws Exception {
        return RealPrograms.run(
                        "chroot",
                        programs.root("dropbear", place).toString(),
                        "dropbearkey",
                        "-y",
                        "-f",
                        "/etc/dropbear/host_key")
                .out()
                .lines()
                .filter(line -> line.startsWith("ssh-ed25519 "))
                .findFirst()
                .orElseThrow();
    }

    /** The terminal is one of the root's own devpts. */
    @Test
    void telnetdRunsTheProgramOfTheAddressOnATerminal() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Path menu = programs.root("telnet", place).resolve("etc/menu");
            Files.writeString(menu, """
                    echo "Welcome to %s"
                    tty
                    read line
                    echo "You said <$line> to %s"
                    """.formatted(place.name(), place.name()));
            Files.setPosixFilePermissions(menu, PosixFilePermissions.fromString("rw-r--r--"));
            Process client = new ProcessBuilder(
                            programs.unpacked("usr/bin/inetutils-telnet"),
                            place.address(),
                            Integer.toString(programs.port("telnet")))
                    .redirectErrorStream(true)
                    .start();
            try {
                ProcessLog screen = new ProcessLog(client.getInputStream());
                screen.await("Welcome to " + place.name());
                screen.await("^/dev/pts/[0-9]+");
                client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
                screen.await("You said <hello> to " + place.name());
                assertThat(client.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                client.destroyForcibly();
            }
        }
    }

    /** Asked without finger, which knows no port but its own. */
    @Test
    void fingerdKnowsTheUsersOfTheRoot() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            Path plan = programs.root("finger", place).resolve("home/ann/.plan");
            Files.writeString(plan, "Working for " + place.name() + ".\n");
            try (Client client = Client.to(place.address(), programs.port("finger"))) {
                client.send("ann\r\n");

                assertThat(client.rest())
                        .matches("(?s)Login: ann\\s+Name: Ann of " + place.name() + "\n.*\nPlan:\nWorking for "
                                + place.name() + "\\.\n");
            }
        }
    }

    /** Its answer is the same everywhere, and so is what it gives: nothing. */
    @Test
    void nullidentdAnswersForNobody() throws Exception {
        for (RealPrograms.Place place : RealPrograms.PLACES) {
            try (Client client = Client.to(place.address(), programs.port("ident"))) {
                client.send("6193, 23\r\n");

                assertThat(client.line()).isEqualTo("6193, 23 : USERID : UNIX : nobody");
            }
        }
    }
}
