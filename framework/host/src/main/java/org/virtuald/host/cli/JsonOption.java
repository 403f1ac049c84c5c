package org.virtuald.host.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The option that has a command print the host's answer as it came. */
final class JsonOption {
    @Option(names = "--json", description = "Print the host's answer as one JSON object on one line.")
    private boolean json;

    boolean isWanted() {
        return json;
    }

    void print(Config answer, PrintWriter out) {
        out.println(answer.root().render(ConfigRenderOptions.concise()));
    }
}
