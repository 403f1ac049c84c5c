package org.virtuald.conf.wrappers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/**
 * tcpdmatch(8) of Debian's package tcpd, in a mount namespace where names come from a file of this test: neither the machine's
 * files nor DNS have a say.
 */
final class Tcpdmatch {
    private static final Path PROGRAM = Path.of("/usr/sbin/tcpdmatch");

    /** A name whose first address is another's: tcp_wrappers call the second one paranoid. */
    private static final String HOSTS = """
            127.0.0.1 localhost
            127.0.0.5 server.example.com
            10.0.0.1 a.example.com
            10.0.1.2 inner
            10.8.8.8 honest.example.org liar.example.com
            10.9.9.9 liar.example.com
            2001:db8::5 six.example.org
            """;

    private final Path folder;

    /** @param folder where it finds its files */
    Tcpdmatch(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("hosts"), HOSTS);
        Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files\n");
        Files.writeString(folder.resolve("inetd.conf"), "");
    }

    /** Skips where the program is not there, or must not have a namespace. */
    static final class IsThere implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            if (!Files.isExecutable(PROGRAM)) {
                return SkipResult.skip(PROGRAM + " is not there; it is in Debian's package tcpd");
            }
            try {
                Process probe = new ProcessBuilder("unshare", "--map-root-user", "--mount", "true").start();
                return probe.waitFor() == 0
                        ? SkipResult.doNotSkip()
                        : SkipResult.skip("no mount namespace can be made here, unshare(1)");
            } catch (IOException e) {
                return SkipResult.skip("no unshare(1) here: " + e.getMessage());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * What it says.
     *
     * @param questions each a server and a client as it takes them
     * @return for each the word behind "access:"
     */
    List<String> ask(String allow, String deny, List<String> questions) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("hosts.allow"), allow, StandardCharsets.ISO_8859_1);
        Files.writeString(folder.resolve("hosts.deny"), deny, StandardCharsets.ISO_8859_1);
        StringBuilder script = new StringBuilder("""
                mount --bind hosts /etc/hosts || exit 1
                mount --bind nsswitch.conf /etc/nsswitch.conf || exit 1
                """);
        questions.forEach(question -> script.append("echo ?\n")
                .append(PROGRAM)
                .append(" -d -i inetd.conf ")
                .append(question)
                .append('\n'));
        Process process = new ProcessBuilder("unshare", "--map-root-user", "--mount", "sh", "-c", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> answers = new ArrayList<>();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (String line : all.lines().toList()) {
            if (line.equals("?")) {
                answers.add("");
            } else if (line.startsWith("access:")) { // of several addresses of a name the last one's counts
                answers.set(
                        answers.size() - 1, line.substring("access:".length()).strip());
            }
        }
        if (!process.waitFor(10, TimeUnit.SECONDS) || answers.size() != questions.size() || answers.contains("")) {
            throw new IOException("tcpdmatch said " + answers + " to " + questions);
        }
        return answers;
    }
}
