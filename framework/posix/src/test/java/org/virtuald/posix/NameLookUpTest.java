package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a mount namespace whose names come from a file of this test, so that neither the machine's files nor DNS have a say. */
class NameLookUpTest {

    /** What runs there: prints an answer for each address. */
    static final class Program {
        private Program() {}

        public static void main(String[] addresses) throws Exception {
            for (String address : addresses) {
                System.out.println(NameLookUp.of(InetAddress.getByName(address)));
            }
        }
    }

    @Test
    void tellsNamesThatHaveTheirAddresses(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("hosts"), """
                127.0.0.1 localhost
                10.0.0.1 a.example.com a
                10.8.8.8 honest.example.org liar.example.com
                10.9.9.9 liar.example.com
                10.7.7.7 10.0.0.1
                2001:db8::5 six.example.org
                """);
        Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files\n");

        assertThat(ask(folder, "127.0.0.1", "10.0.0.1", "10.8.8.8", "10.9.9.9", "10.7.7.7", "2001:db8::5", "10.0.0.2"))
                .containsExactly(
                        "Named[name=localhost]",
                        "Named[name=a.example.com]",
                        "Named[name=honest.example.org]",
                        "Disputed[]",
                        "Disputed[]",
                        "Named[name=six.example.org]",
                        "Nameless[]");
    }

    @Test
    void saysSoWhenNobodyAnswers(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("hosts"), "");
        Files.writeString(folder.resolve("nsswitch.conf"), "hosts: dns\n");
        Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");

        assertThat(ask(folder, "10.0.0.1")).containsExactly("Failed[error=-3]"); // EAI_AGAIN
    }

    private static List<String> ask(Path folder, String... addresses) throws Exception {
        Process probe = new ProcessBuilder("unshare", "--map-root-user", "--mount", "--net", "true").start();
        assumeTrue(probe.waitFor() == 0, "no mount namespace can be made here, unshare(1)");
        StringBuilder script = new StringBuilder();
        for (String name : List.of("hosts", "nsswitch.conf", "resolv.conf")) {
            if (Files.exists(folder.resolve(name))) {
                script.append("mount --bind ")
                        .append(name)
                        .append(" /etc/")
                        .append(name)
                        .append(" || exit 1\n");
            }
        }
        script.append("exec \"$0\" \"$@\"");
        List<String> command =
                new java.util.ArrayList<>(List.of("unshare", "--map-root-user", "--mount", "--net", "sh", "-c"));
        command.add(script.toString());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        command.addAll(List.of(addresses));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> lines = new String(
                        process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return lines;
    }
}
