package org.virtuald.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The confs that are shipped for programs, as a whole. */
@RealProgram
class ProgramConfsIT {
    /** What has to be root until it knows who its user is; in namespaces, and without most of root's capabilities. */
    private static final Set<String> ROOT = Set.of("inetutils-ftpd", "popa3d", "tftp");

    private final RealPrograms programs;

    ProgramConfsIT(RealPrograms programs) {
        this.programs = programs;
    }

    @Test
    void checkHasNothingToSayAboutThem() throws Exception {
        int services = ShippedConf.all().size();

        Outcome outcome = Distribution.run("check", "--conf", programs.conf().toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo(services + " services (0 disabled), 0 errors, 0 warnings\n");
    }

    @Test
    void theyAreDisabledAndAsUnprivilegedAsTheyCan() throws Exception {
        for (ShippedConf conf : ShippedConf.all()) {
            assertThat(conf.text()).as(conf.name()).contains("\nenabled = false\n", "Debian package");
            if (ROOT.contains(conf.name())) {
                assertThat(conf.text())
                        .as(conf.name())
                        .containsPattern("(?m)^isolation +=")
                        .containsPattern("(?m)^capabilities +=");
            } else {
                assertThat(conf.user()).as(conf.name()).isNotEqualTo("root");
            }
        }
    }

    @Test
    void theManualHasEachOfThem() throws Exception {
        Set<String> shipped =
                new TreeSet<>(ShippedConf.all().stream().map(ShippedConf::name).toList());
        String section =
                Files.readString(Path.of("..", "README.md")).replaceAll("(?s).*\n### Real programs\n(.*?)\n##.*", "$1");
        Matcher rows = Pattern.compile("(?m)^\\| `([a-z0-9-]+)\\.conf`.*\\| `?([^|`]+)`? \\|[^|]*\\|$")
                .matcher(section);
        Set<String> told = new TreeSet<>();
        while (rows.find()) {
            told.add(rows.group(1));
            List<String> user = ShippedConf.all().stream()
                    .filter(conf -> conf.name().equals(rows.group(1)))
                    .map(ShippedConf::user)
                    .toList();
            assertThat(user).as(rows.group(1)).containsExactly(rows.group(2));
        }
        assertThat(told).isEqualTo(shipped);
    }
}
