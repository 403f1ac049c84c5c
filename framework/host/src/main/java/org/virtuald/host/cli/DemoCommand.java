package org.virtuald.host.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.posix.CurrentProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code virtuald demo}: two roots, two local addresses, two answers. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Show two local addresses that answer from two roots.",
            "Builds the roots in a temporary directory, serves them on 127.0.0.1 and 127.0.0.2, connects to both and"
                    + " prints the answers. Stays until Ctrl-C; then everything it made is removed."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--once", description = "End after the two answers.")
    private boolean once;

    @Override
    public Integer call() throws HostException, IOException, InterruptedException {
        if (CurrentProcess.effectiveUser() != 0) {
            throw new HostException(
                    ExitStatus.NO_PERMISSION,
                    "the demonstration enters root directories, which needs root or a user namespace of one's own,\n"
                            + "and this system does not let ordinary users make one"
                            + " (unshare --user --map-root-user is refused). Run it as root.");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Demonstration demonstration = Demonstration.prepare(out)) {
            // Ctrl-C ends the JVM: the temporary directory and the host go all the same
            Thread tidy = new Thread(demonstration::close);
            Runtime.getRuntime().addShutdownHook(tidy);
            demonstration.serve();
            for (String address : Demonstration.ADDRESSES) {
                String answer = demonstration.ask(address);
                // in one piece, because the host's log goes to the same place meanwhile
                out.print("\nWhat " + address + " answers:\n" + answer.indent(4) + "\n");
                out.flush();
                if (!answer.startsWith(Demonstration.greeting(address))) {
                    throw new HostException(
                            ExitStatus.SOFTWARE, "that is not what the root of " + address + " has to say");
                }
            }
            if (once) {
                return ExitStatus.OK.code();
            }
            StringBuilder invitation = new StringBuilder("Try it yourself, in another terminal:\n");
            for (String address : Demonstration.ADDRESSES) {
                invitation.append("    bash -c 'cat </dev/tcp/%s/%d'%n".formatted(address, demonstration.port()));
            }
            out.println(invitation + "The conf is in " + demonstration.conf() + ". Ctrl-C ends the demonstration.");
            out.flush();
            return demonstration.awaitEnd();
        }
    }
}
