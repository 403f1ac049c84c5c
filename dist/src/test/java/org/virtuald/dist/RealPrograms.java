package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One host with a service for each conf that is shipped for a program, on two addresses. Each address has a root of its own for each
 * service, made by the commands that the conf tells. The programs come out of packages that are not installed.
 */
final class RealPrograms implements AutoCloseable {
    /** The packages in {@code target/peers} that the programs and some of their libraries are in; others are installed. */
    static final List<String> PACKAGES = List.of(
            "dropbear-bin",
            "finger",
            "fingerd",
            "inetutils-ftpd",
            "inetutils-telnet",
            "inetutils-telnetd",
            "libbg2",
            "libcvm1",
            "liblua5.1-0",
            "libtomcrypt1",
            "libtommath1",
            "mailfront",
            "micro-httpd",
            "nullidentd",
            "popa3d",
            "stunnel4",
            "vsftpd");

    /** The addresses, in the order of their roots. */
    static final List<Place> PLACES =
            List.of(new Place("127.0.61.1", "one.example", 1), new Place("127.0.61.2", "two.example", 2));

    private static final int BIG_BYTES = 100 << 20;
    private static final int CHUNK = 1 << 20;

    /**
     * An address and what is found there.
     *
     * @param name the name of its roots
     * @param seed its content is made of this
     */
    record Place(String address, String name, int seed) {}

    private final Site site = new Site();
    private final Path packages = site.directory().resolve("packages");
    private final Map<String, Integer> ports = new HashMap<>();

    private ProcessLog log = new ProcessLog(InputStream.nullInputStream());

    private RealPrograms() throws IOException {}

    static RealPrograms start() throws IOException, InterruptedException {
        RealPrograms programs = new RealPrograms();
        try {
            programs.prepare();
            programs.log = programs.site.start().log();
            return programs;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            programs.close();
            throw e;
        }
    }

    private void prepare() throws IOException, InterruptedException {
        Files.createDirectories(packages);
        for (String name : PACKAGES) {
            DebianPackages.addTo(packages, name);
        }
        List<Callable<Outcome>> roots = new ArrayList<>();
        Files.createDirectories(site.conf().resolve("shipped"));
        for (ShippedConf conf : ShippedConf.all()) {
            List<String> table = new ArrayList<>();
            for (Place place : PLACES) {
                table.add(place.address + " " + root(conf.name(), place));
                roots.add(() -> makeRoot(conf, place));
            }
            ports.put(conf.name(), FreePort.find());
            Files.writeString(site.conf().resolve("shipped").resolve(conf.name() + ".conf"), conf.text());
            site.service(
                    conf.name(),
                    ShippedConf.enabled("../shipped/" + conf.name() + ".conf", conf.listen(port(conf.name())), table));
        }
        runAll(roots);
    }

    private static void runAll(List<Callable<Outcome>> commands) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<Outcome> outcome : threads.invokeAll(commands)) {
                outcome.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Outcome makeRoot(ShippedConf conf, Place place) throws IOException, InterruptedException {
        String commands = """
                virtuald() { "%s" "$@" --from "%s"; }
                """.formatted(Distribution.HOME.resolve("bin").resolve("virtuald"), packages)
                + conf.commands()
                        .replace(ShippedConf.ROOT, "@ROOT@")
                        .replace("one.example", place.name)
                        .replace("@ROOT@", root(conf.name(), place).toString());
        Outcome outcome = Outcome.of(List.of("bash", "-eu", "-c", commands)).andWell();
        assertThat(outcome.err()).as("%s in %s", conf.name(), place).doesNotContain("virtuald: warning");
        return outcome;
    }

    /** The root of a service at an address. */
    Path root(String service, Place place) {
        return site.directory().resolve("roots").resolve(service).resolve(place.name);
    }

    /** The port of a service at both addresses. */
    int port(String service) {
        return ports.getOrDefault(service, 0);
    }

    /** Where a service is reached, {@code ADDRESS:PORT}. */
    String at(String service, Place place) {
        return place.address + ":" + port(service);
    }

    /** A program of a package that is not installed. */
    String unpacked(String path) {
        return packages.resolve(path).toString();
    }

    /** The host's log. */
    ProcessLog log() {
        return log;
    }

    /** The conf directory. */
    Path conf() {
        return site.conf();
    }

    /** A file of our own for what a client gets. */
    Path scratch(String name) throws IOException {
        Path file = Files.createDirectories(site.directory().resolve("scratch")).resolve(name);
        Files.deleteIfExists(file);
        return file;
    }

    /** A file of bytes that no other address has, 100 MB of them; made once, and shared by the roots. */
    synchronized Path big(Place place) throws IOException {
        Path file = site.directory().resolve("big-" + place.name);
        if (!Files.exists(file)) {
            Random random = new Random(place.seed);
            try (var out = Files.newOutputStream(file)) {
                byte[] chunk = new byte[CHUNK];
                for (int written = 0; written < BIG_BYTES; written += CHUNK) {
                    random.nextBytes(chunk);
                    out.write(chunk);
                }
            }
        }
        return file;
    }

    /** Some bytes that no other address has. */
    static byte[] bytes(Place place) {
        byte[] bytes = new byte[CHUNK / 2 + place.seed];
        new Random(place.seed).nextBytes(bytes);
        return bytes;
    }

    /** Runs a client. */
    static Outcome run(String... command) throws IOException, InterruptedException {
        return Outcome.of(List.of(command)).andWell();
    }

    @Override
    public void close() throws IOException {
        site.endHosts();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String where = line.split(" ", -1)[1];
            if (Path.of(where).startsWith(site.directory())) {
                try {
                    run("umount", "--lazy", where);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        site.close();
    }
}
