package org.virtuald.inetd;

import java.util.List;
import java.util.function.Consumer;

/** What cannot be said of a program that gets the listening socket and takes the connections itself. */
final class Waiting {
    private static final List<String> ACCESS = List.of("allow", "deny", "access-times", "tcp-wrappers");
    private static final List<String> OTHERS = List.of(
            "max-programs",
            "max-programs-per-source",
            "max-rate",
            "max-rate-per-source",
            "max-load",
            "banner",
            "refusal");

    private Waiting() {}

    /**
     * Takes the keys out that are errors beside {@code wait}. A service that would then be open to more than before is
     * switched off.
     *
     * @param lost told each of them
     */
    static void settle(ServiceFile file, Consumer<String> lost) {
        if (!file.has("wait")) {
            return;
        }
        for (String key : OTHERS) {
            if (file.has(key)) {
                file.remove(key);
                lost.accept(key + ": left out: with wait the program takes the connections itself");
            }
        }
        for (String key : ACCESS) {
            if (file.has(key)) {
                file.remove(key);
                file.word("enabled", false);
                lost.accept(key + ": with wait nobody is refused; the service is off (enabled = false)");
            }
        }
    }
}
