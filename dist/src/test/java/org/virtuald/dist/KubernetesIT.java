package org.virtuald.dist;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The example for Kubernetes, with its own conf in a volume as a kubelet makes it, and its own commands and capabilities. */
@AsRoot
class KubernetesIT {
    @AutoClose
    private final Site site = new Site();

    private final Map<String, Map<String, Object>> objects = objects();
    private final Path volume = site.directory().resolve("configmap");
    private final Path work = Files.createDirectory(site.directory().resolve("work"));
    private final Path conf = work.resolve("conf");
    private final int port = FreePort.find();

    KubernetesIT() throws IOException {}

    @Test
    void aChangedConfigMapIsServedWithoutARestart() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
        Files.createDirectory(volume);
        // emptyDir, which lies under every volume of a ConfigMap, is made like this
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        write("..2026_11_22_1", site.root("one"));
        for (String name : List.of("virtuald.conf", "services", "roots")) {
            Files.createSymbolicLink(volume.resolve(name), Path.of("..data", name));
        }
        Outcome refused = Distribution.run("check", "--conf", volume.toString());
        assertThat(refused.out() + refused.err())
                .contains(volume + " is writable by group root and everyone (mode 0777)");

        Outcome.of(command("initContainers", 0)).andWell();
        assertThat(Distribution.run("check", "--conf", conf.toString())
                        .andWell()
                        .out())
                .isEqualTo("1 service (0 disabled), 0 errors, 0 warnings\n");
        Process follower =
                new ProcessBuilder(command("containers", 0)).inheritIO().start();
        List<String> run = new ArrayList<>(List.of("setpriv", "--bounding-set", boundingSet()));
        run.addAll(Distribution.command(
                "run", "--conf", conf.toString(), "--state", site.state().toString()));
        try (RunningHost host = RunningHost.begin(run).awaitReady()) {
            assertThat(Client.ask("127.0.0.1", port)).isEqualTo("one\n");
            write("..2026_11_22_2", site.root("two"));
            Await.until(
                    "the second root answers",
                    () -> Client.ask("127.0.0.1", port).equals("two\n"));
            assertThat(probe("startupProbe")).isZero();
            assertThat(probe("readinessProbe")).isZero();
            assertThat(host.log().lines()).noneMatch(line -> line.contains(" ERROR ") || line.contains(" WARN "));
        } finally {
            follower.destroy();
        }
        assertThat(follower.waitFor()).isZero();
        assertThat(probe("livenessProbe")).isNotZero();
    }

    @Test
    void allOfItNamesWhatThereIs() {
        assertThat(objects.keySet()).containsExactlyInAnyOrder("Namespace", "ConfigMap", "DaemonSet");
        Map<String, Object> pod = pod();
        List<String> volumes = new ArrayList<>();
        list(pod, "volumes").forEach(one -> volumes.add(String.valueOf(map(one).get("name"))));
        for (String kind : List.of("initContainers", "containers")) {
            for (Object container : list(pod, kind)) {
                for (Object mount : list(map(container), "volumeMounts")) {
                    assertThat(volumes).contains(String.valueOf(map(mount).get("name")));
                }
            }
        }
        assertThat(items().keySet())
                .isEqualTo(map(object("ConfigMap").get("data")).keySet());
        Map<String, Object> spec = map(object("DaemonSet").get("spec"));
        assertThat(map(map(spec.get("selector")).get("matchLabels")))
                .isEqualTo(map(map(map(spec.get("template")).get("metadata")).get("labels")));
    }

    /** Writes a version of the volume and turns the link to it, as a kubelet does. */
    private void write(String version, Path root) throws IOException {
        Path directory = Files.createDirectory(volume.resolve(version));
        Map<String, Object> data = map(object("ConfigMap").get("data"));
        for (Map.Entry<String, String> item : items().entrySet()) {
            Path file = directory.resolve(item.getValue());
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(
                    file,
                    String.valueOf(data.get(item.getKey()))
                            .replace("*:8007", "127.0.0.1:" + port)
                            .replace("\"/hello\"", "\"/name\"")
                            .replace("10.10.10.129", "127.0.0.1")
                            .replace("/srv/roots/one.example", root.toString())
                            .replace("/srv/roots/two.example", root.toString()));
        }
        Path link = Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of(version));
        Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The paths of the volume's files, by the keys of the ConfigMap. */
    private Map<String, String> items() {
        Map<String, String> items = new HashMap<>();
        for (Object one : list(pod(), "volumes")) {
            if (map(one).containsKey("configMap")) {
                for (Object item : list(map(map(one).get("configMap")), "items")) {
                    items.put(
                            String.valueOf(map(item).get("key")),
                            String.valueOf(map(item).get("path")));
                }
            }
        }
        return items;
    }

    /** What a container runs, here: its directories are put in at once, as one's path may hold another's name. */
    private List<String> command(String kind, int number) {
        Map<String, Path> here = Map.of("/usr/share/virtuald", Distribution.HOME, "/configmap", volume, "/work", work);
        return list(map(list(pod(), kind).get(number)), "command").stream()
                .map(word -> Pattern.compile("/usr/share/virtuald|/configmap|/work")
                        .matcher(String.valueOf(word))
                        .replaceAll(found -> Matcher.quoteReplacement(
                                requireNonNull(here.get(found.group())).toString())))
                .toList();
    }

    private String boundingSet() {
        Map<String, Object> capabilities =
                map(map(virtuald().get("securityContext")).get("capabilities"));
        assertThat(list(capabilities, "drop")).isEqualTo(List.of("ALL"));
        StringBuilder set = new StringBuilder("-all");
        list(capabilities, "add")
                .forEach(name -> set.append(",+").append(String.valueOf(name).toLowerCase(Locale.ROOT)));
        return set.toString();
    }

    /** The exit status of a probe, with this site's state directory. */
    private int probe(String name) throws IOException, InterruptedException {
        List<?> command = list(map(map(virtuald().get(name)).get("exec")), "command");
        List<String> here = command.get(0).equals("sh")
                ? List.of("sh", "-c", at(String.valueOf(command.get(2))))
                : List.of("sh", "-c", at(command.get(0) + " " + command.get(1)));
        return Outcome.of(here).status();
    }

    private String at(String line) {
        String program = Distribution.command().get(0);
        assertThat(line).contains("virtuald status");
        return line.replace("virtuald status", program + " status --state " + site.state());
    }

    private Map<String, Object> virtuald() {
        return map(list(pod(), "containers").get(1));
    }

    private Map<String, Object> pod() {
        return map(map(map(object("DaemonSet").get("spec")).get("template")).get("spec"));
    }

    private Map<String, Object> object(String kind) {
        return objects.getOrDefault(kind, Map.of());
    }

    private static Map<String, Map<String, Object>> objects() throws IOException {
        Map<String, Map<String, Object>> objects = new HashMap<>();
        String text = Files.readString(
                Distribution.HOME.resolve("share").resolve("kubernetes").resolve("virtuald.yaml"));
        for (Object one : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            objects.put(String.valueOf(map(one).get("kind")), map(one));
        }
        return objects;
    }

    @SuppressWarnings("unchecked") // keys of the file are texts
    private static Map<String, Object> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }

    private static List<?> list(Map<String, Object> from, String key) {
        assertThat(from.get(key)).as(key).isInstanceOf(List.class);
        return (List<?>) from.get(key);
    }
}
