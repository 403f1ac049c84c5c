package org.virtuald.host;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

class ChangeTest {
    private static final Instant LONG_AFTER_THE_WRITE = Instant.MAX;

    @TempDir
    private Path directory = Path.of("");

    private final SortedMap<String, Reading<ServiceConf>> wanted = new TreeMap<>();
    private final Map<String, Deployed> deployed = new HashMap<>();

    @Test
    void aConfWithoutABundleIsAdded() throws IOException {
        want("a");
        assertThat(changes()).singleElement().isInstanceOf(Change.Add.class);
    }

    @Test
    void aBundleWithoutAConfIsRemovedBeforeAnythingElseIsDone() throws IOException {
        want("z");
        deploy("z");
        want("a");
        wanted.remove("z");
        assertThat(changes()).extracting(Change::service).containsExactly("z", "a");
        assertThat(changes().get(0)).isInstanceOf(Change.Remove.class);
    }

    @Test
    void aDisabledServiceIsRemovedIfItRunsAndNothingElseIfNot() throws IOException {
        want("a");
        deploy("a");
        want("a", "enabled = false");
        want("b", "enabled = false");
        assertThat(changes()).containsExactly(new Change.Remove("a"));
    }

    @Test
    void anotherConfTakesThePlaceOfTheOldOne() throws IOException {
        want("a");
        deploy("a");
        want("a", "verbose = true");
        assertThat(changes()).singleElement().isInstanceOf(Change.Replace.class);
    }

    @Test
    void theSameConfIsKept() throws IOException {
        want("a");
        deploy("a");
        want("a");
        assertThat(changes()).containsExactly(new Change.Keep("a"));
    }

    @Test
    void aConfWithErrorsIsRefusedWhetherTheServiceRunsOrNot() throws IOException {
        want("a");
        deploy("a");
        want("a", "nonsense = 1");
        want("b", "nonsense = 1");
        assertThat(changes()).hasOnlyElementsOfType(Change.Refuse.class).hasSize(2);
    }

    @Test
    void anotherTableIsReadAgainAndNothingElse() throws IOException {
        Path table = Files.writeString(directory.resolve("table"), "default /\n");
        Confs.writeWithTable(directory, "a", table);
        read("a");
        deployed.put("a", new Deployed(conf("a"), FileStamp.of(table), Instant.MAX));
        assertThat(changes()).containsExactly(new Change.Keep("a"));

        Files.writeString(table, "default /another\n");
        assertThat(changes()).singleElement().isInstanceOf(Change.ReadRoots.class);
        assertThat(Change.between(deployed, wanted, Instant.EPOCH))
                .as("it may still be written")
                .containsExactly(new Change.Keep("a"));
        Files.delete(table);
        assertThat(changes()).singleElement().isInstanceOf(Change.ReadRoots.class);
    }

    @Test
    void aTableThatWasReadRightAfterItsWriteIsReadOnceMore() throws IOException {
        Path table = Files.writeString(directory.resolve("table"), "default /\n");
        Confs.writeWithTable(directory, "a", table);
        read("a");
        deployed.put("a", new Deployed(conf("a"), FileStamp.of(table), Instant.now()));
        assertThat(changes()).singleElement().isInstanceOf(Change.ReadRoots.class);
    }

    private List<Change> changes() {
        return Change.between(deployed, wanted, LONG_AFTER_THE_WRITE);
    }

    private void want(String name, String... more) throws IOException {
        Confs.write(directory, name, "true", more);
        read(name);
    }

    private void read(String name) {
        wanted.put(name, new ConfReader(directory, ConfFiles.plain()).service(name));
    }

    private void deploy(String name) {
        deployed.put(name, new Deployed(conf(name), Optional.empty(), Instant.now()));
    }

    private ServiceConf conf(String name) {
        return ((Reading.Accepted<ServiceConf>) requireNonNull(wanted.get(name))).value();
    }
}
