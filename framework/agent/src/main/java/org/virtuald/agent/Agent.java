package org.virtuald.agent;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Starts a host in the JVM of an application: {@code -javaagent:HOME/lib/virtuald-agent.jar=CONF[,state=DIR]}. Whatever
 * goes wrong is told on stderr; the application runs as if there were no agent then.
 */
public final class Agent {
    private static final String ENTRY = "org.virtuald.host.cli.GuestHost";

    private Agent() {}

    /**
     * Called by the JVM before the application's {@code main}, which does not wait for the host.
     *
     * @param given what stands behind the jar's name and {@code =}
     */
    public static void premain(@Nullable String given) {
        try {
            AgentArguments arguments = AgentArguments.of(given);
            Path home = home();
            // no thread locals of the application's; all threads of the host descend from this one, and are daemons too
            Thread host = new Thread(null, () -> run(home, arguments), "virtuald", 0, false);
            host.setDaemon(true);
            host.start();
        } catch (Throwable e) { // what this method throws would end the JVM
            tell(e);
        }
    }

    private static void run(Path home, AgentArguments arguments) {
        try {
            HostLoader loader = HostLoader.of(home);
            Thread.currentThread().setContextClassLoader(loader);
            Class.forName(ENTRY, true, loader)
                    .getMethod("run", Path.class, Path.class, Path.class)
                    .invoke(null, home, arguments.conf(), arguments.state());
        } catch (InvocationTargetException e) {
            tell(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            tell(e);
        }
    }

    /** The distribution: the jar of this class lies in its {@code lib}. */
    private static Path home() throws IOException, URISyntaxException {
        Path jar = Path.of(Agent.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toRealPath();
        Path lib = jar.getParent();
        Path home = lib == null ? null : lib.getParent();
        if (home == null) {
            throw new IOException(jar + " must lie in lib of a distribution of virtuald");
        }
        return home;
    }

    private static void tell(Throwable problem) {
        String text = problem instanceof IllegalArgumentException ? problem.getMessage() : problem.toString();
        System.err.println("virtuald: " + text + "\nvirtuald: no host runs in this JVM; the application goes on");
    }
}
