package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host inside an application that has classes of the same names as the host's libraries. */
@AsRoot
class AgentIT {
    private static final List<String> NATIVE_ACCESS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    @AutoClose
    private final Site site = new Site();

    private final List<Process> started = new ArrayList<>();

    private final Path classes = site.directory().resolve("classes");
    private final Path goOn = site.directory().resolve("go-on");

    AgentIT() throws IOException {
        compile("org.slf4j.LoggerFactory", """
                package org.slf4j;
                public final class LoggerFactory {
                    public static String whose() { return "application"; }
                }
                """);
        compile("org.apache.felix.framework.Felix", """
                package org.apache.felix.framework;
                public final class Felix {
                    public static String whose() { return "application"; }
                }
                """);
        // ends when the file is there; says at its end what it has seen, after a host may have changed it
        compile("Application", """
                import java.nio.file.*;
                import java.util.logging.*;
                public final class Application {
                    public static void main(String[] arguments) throws Exception {
                        System.out.println("main runs");
                        while (!Files.exists(Path.of(arguments[0]))) {
                            Thread.sleep(20);
                        }
                        System.out.println("libraries of the " + org.slf4j.LoggerFactory.whose() + " and the "
                                + org.apache.felix.framework.Felix.whose());
                        for (String name : new String[] {"org.virtuald.host.Host", "org.slf4j.Logger", "jnr.ffi.Runtime"}) {
                            try {
                                System.out.println("visible: " + Class.forName(name));
                            } catch (ClassNotFoundException e) {
                                System.out.println("not visible: " + name);
                            }
                        }
                        for (String name : new String[] {"jnr.ffi.asm.enabled", "jffi.boot.library.path", "virtuald.home",
                                "sun.net.inetaddr.ttl"}) {
                            System.out.println("property " + name + " " + System.getProperty(name));
                        }
                        Logger root = LogManager.getLogManager().getLogger("");
                        System.out.println("log " + root.getLevel() + " " + root.getHandlers().length);
                        LogManager.getLogManager().getLoggerNames().asIterator()
                                .forEachRemaining(name -> System.out.println("logger " + name));
                        System.out.println("main ends");
                    }
                }
                """);
    }

    @AfterEach
    void endApplications() {
        started.forEach(Process::destroyForcibly);
    }

    static List<JavaHome> javas() throws IOException {
        return JavaHome.all();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void anApplicationAndAHostShareAProcessAndNothingElse(JavaHome java) throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost application = start(java, List.of()).awaitReady();
        int port = application.port("name");
        ProcFiles launcher = application.launcher();

        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        assertThat(Distribution.run("status", "--state", site.state().toString())
                        .andWell()
                        .out())
                .contains("name");
        assertThat(application.proc().status("Uid")).isEqualTo("0 0 0 0");
        Distribution.run("log-level", "all", "debug", "--state", site.state().toString())
                .andWell();
        assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
        application.log().await(" DEBUG name: ");
        assertThat(application.proc().status("Seccomp")).isEqualTo(new ProcFiles(self()).status("Seccomp"));
        assertThat(application.proc().status("NoNewPrivs")).isEqualTo(new ProcFiles(self()).status("NoNewPrivs"));
        assertThat(application.proc().status("CapEff")).isEqualTo(new ProcFiles(self()).status("CapEff"));

        Files.createFile(goOn);
        assertThat(application.awaitExit()).isZero();

        assertThat(application.log().lines())
                .contains(
                        "main runs",
                        "libraries of the application and the application",
                        "not visible: org.virtuald.host.Host",
                        "not visible: org.slf4j.Logger",
                        "not visible: jnr.ffi.Runtime",
                        "property jnr.ffi.asm.enabled null",
                        "property jffi.boot.library.path null",
                        "property virtuald.home null",
                        "property sun.net.inetaddr.ttl null",
                        "log INFO 1")
                // JNR makes loggers of its own; none is of the host or its services
                .doesNotContain("logger virtuald", "logger name")
                .noneMatch(line -> line.startsWith("WARNING"))
                .noneMatch(line -> line.startsWith("SLF4J"));
        application.log().await("INFO virtuald: stopping: ");
        Await.until("the launcher has ended", () -> !launcher.isAlive());
        assertThatThrownBy(() -> Client.to("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @MethodSource("javas")
    void aSignalThatEndsTheApplicationStopsTheHost(JavaHome java) throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost application = start(java, List.of()).awaitReady();
        ProcFiles launcher = application.launcher();

        application.signal("TERM");
        assertThat(application.awaitExit()).isEqualTo(128 + 15);

        application.log().await("INFO virtuald: stopping: ");
        Await.until("the launcher has ended", () -> !launcher.isAlive());
    }

    @Test
    void theEndOfTheLauncherIsTheHostsAndNotTheApplications() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost application = start(javas().get(0), List.of()).awaitReady();

        RunningHost.send("KILL", application.launcher().pid());
        application.log().await("ERROR virtuald: the host has ended; the application goes on");

        Files.createFile(goOn);
        assertThat(application.awaitExit()).isZero();
        assertThat(application.log().lines()).contains("main ends");
    }

    @Test
    void theUserOfTheConfIsNotUsed() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "user = nobody\nlog-level = debug\n");
        site.service("name", site.root("one"), "cat", "/name");
        RunningHost application = start(javas().get(0), List.of()).awaitReady();

        application.log().await("INFO virtuald: inside an application: .*user = nobody of virtuald.conf is not used");
        assertThat(application.proc().status("Uid")).isEqualTo("0 0 0 0");
    }

    @Test
    void aMissingConfDirectoryLeavesTheApplicationAlone() throws Exception {
        FileTree.delete(site.conf());
        refused(List.of(), "ERROR virtuald: " + site.conf() + ": no such conf directory");
    }

    @Test
    void aWrongConfLeavesTheApplicationAlone() throws Exception {
        Files.writeString(site.conf().resolve("virtuald.conf"), "max-programs = many\n");
        refused(List.of(), "ERROR virtuald: .*virtuald.conf:1: ");
    }

    @Test
    void anApplicationThatIsNotRootsGoesOnWithoutAHost() throws Exception {
        site.service("name", site.root("one"), "cat", "/name");
        refused(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
                "ERROR virtuald: the application must run as root for virtuald inside it");
    }

    @ParameterizedTest
    @MethodSource("javas")
    void confAndBundlesAreFollowedAsInAHostOfItsOwn(JavaHome java) throws Exception {
        site.service("first", site.root("one"), "cat", "/name");
        Path bundles = Files.createDirectories(site.conf().resolve("bundles"));
        Path jars = Distribution.HOME.resolve("share").resolve("bundles");
        Files.copy(jars.resolve("internal.jar"), bundles.resolve("internal.jar"));
        Files.copy(jars.resolve("shell.jar"), bundles.resolve("shell.jar"));
        Files.writeString(bundles.resolve("internal.properties"), "daytime = 127.0.0.1:0\n");
        String[] state = {"--state", site.state().toString()};
        RunningHost application = start(java, List.of()).awaitReady();
        assertThat(Client.ask("127.0.0.1", application.port("daytime"))).endsWith("\n");
        assertThat(Distribution.run("shell", state[0], state[1], "-c", "virtuald:services")
                        .andWell()
                        .out())
                .contains("first");

        int second = FreePort.find();
        site.service(
                "second",
                Site.serviceText(site.root("two"), "cat", "/name").replace("127.0.0.1:0", "127.0.0.1:" + second));
        application.log().await(" INFO virtuald: reloaded: 1 added");
        assertThat(Client.ask("127.0.0.1", second)).isEqualTo("two\n");

        Files.writeString(site.serviceFile("second"), "listen = [\n");
        assertThat(Distribution.run("reload", state[0], state[1]).out()).contains("second");
        assertThat(Client.ask("127.0.0.1", second)).isEqualTo("two\n");

        Files.createFile(goOn);
        assertThat(application.awaitExit()).isZero();
    }

    private void refused(List<String> before, String line) throws Exception {
        RunningHost application = start(javas().get(0), before);
        application.log().await(line);
        application.log().await("ERROR virtuald: no host runs in this JVM; the application goes on");

        Files.createFile(goOn);
        assertThat(application.awaitExit()).isZero();
        assertThat(application.log().lines()).contains("main ends");
    }

    private RunningHost start(JavaHome java, List<String> before) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(java.path().resolve("bin/java").toString());
        if (java.version() >= 24) {
            command.addAll(NATIVE_ACCESS);
        }
        command.add("-javaagent:" + Distribution.HOME.resolve("lib/virtuald-agent.jar") + "=" + site.conf() + ",state="
                + site.state());
        command.addAll(List.of("-cp", classes.toString(), "Application", goOn.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return RunningHost.of(process);
    }

    private void compile(String name, String text) throws IOException {
        Path source = site.directory().resolve("source").resolve(name.replace('.', File.separatorChar) + ".java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, text);
        Files.createDirectories(classes);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--release",
                                "17",
                                "-cp",
                                classes.toString(),
                                "-d",
                                classes.toString(),
                                source.toString()))
                .as("compiling %s", name)
                .isZero();
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }
}
