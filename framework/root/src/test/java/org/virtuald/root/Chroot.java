package org.virtuald.root;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs in a root, as the superuser or in a user namespace; where neither is permitted, the test is skipped. */
final class Chroot {

    private Chroot() {}

    static Command run(Path root, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix());
        command.addAll(List.of("/usr/sbin/chroot", root.toString()));
        command.addAll(List.of(arguments));
        return Command.run(command);
    }

    private static List<String> prefix() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/chroot")), "there is no chroot program");
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return List.of();
        }
        List<String> unshare = List.of("/usr/bin/unshare", "--user", "--map-root-user");
        List<String> trial = new ArrayList<>(unshare);
        trial.add("/bin/true");
        assumeTrue(
                Files.isExecutable(Path.of(unshare.get(0)))
                        && Command.run(trial).status() == 0,
                "not root, and no user namespaces");
        return unshare;
    }
}
