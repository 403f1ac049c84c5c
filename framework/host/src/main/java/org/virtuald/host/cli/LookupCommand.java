package org.virtuald.host.cli;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.control.ControlRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virtuald lookup}: which root a local address has. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description = {
            "Say which root connections to a local address get, and which line of the roots table says so.",
            "The running host is asked: what counts is the table that is in force."
        },
        footer = {"", "Exit status: 0 when there is a root, 1 when there is none, 69 when the host cannot tell."})
final class LookupCommand implements Callable<Integer> {
    private static final int NO_ROOT = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service's name.")
    private String service = "";

    @Parameters(
            index = "1",
            paramLabel = "ADDRESS",
            description = "A local address; unix for the clients of Unix sockets.")
    private String address = "";

    @Override
    public Integer call() throws HostException {
        Config answer = Asking.of(
                options.state(),
                new ControlRequest("lookup").with("service", service).with("address", address));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isWanted()) {
            json.print(answer, out);
        } else {
            out.println(text(answer));
        }
        return answer.getString("result").equals("root") ? ExitStatus.OK.code() : NO_ROOT;
    }

    private static String text(Config answer) {
        String file = answer.hasPath("file") ? answer.getString("file") : "its roots table";
        String place = answer.hasPath("line") && answer.getInt("line") > 0 ? file + ":" + answer.getInt("line") : file;
        return switch (answer.getString("result")) {
            case "root" -> place + ": " + answer.getString("address") + " has the root " + answer.getString("root");
            case "refused" -> place + ": " + answer.getString("address") + " is refused";
            default -> file + ": no line matches " + answer.getString("address");
        };
    }
}
