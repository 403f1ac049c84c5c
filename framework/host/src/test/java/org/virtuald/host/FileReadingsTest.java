package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.Reading;
import org.virtuald.conf.ServiceConf;

class FileReadingsTest {
    private static final Instant NOW = Instant.MAX;
    private static final Instant ONLY_OLD_FILES = Instant.EPOCH;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void twoWritesOfTheSameSizeWithinATickAreTwo() throws IOException {
        FileReadings readings = new FileReadings(directory);
        Path conf = Confs.write(directory, "a", "one");
        FileTime time = Files.getLastModifiedTime(conf);
        assertThat(program(readings, NOW)).contains("one");
        Confs.write(directory, "a", "two");
        Files.setLastModifiedTime(conf, time);
        assertThat(program(readings, NOW)).contains("two");
    }

    @Test
    void aChangeOfAnIncludedFileIsOneOfTheConf() throws IOException {
        FileReadings readings = new FileReadings(directory);
        Path included = Files.writeString(directory.resolve("common.conf"), "exec = [\"one\"]");
        Confs.write(directory, "a", "none", "include \"../common.conf\"");
        assertThat(program(readings, NOW)).contains("one");
        assertThat(readings.files()).contains(directory.resolve("services").resolve("a.conf"));
        Files.writeString(included, "exec = [\"another\"]");
        assertThat(program(readings, NOW)).contains("another");
    }

    @Test
    void aFileThatMayStillBeWrittenIsLeftForLater() throws IOException {
        FileReadings readings = new FileReadings(directory);
        Confs.write(directory, "a", "one");
        assertThat(readings.of("a", ONLY_OLD_FILES)).isEmpty();
        assertThat(program(readings, NOW)).contains("one");
        Confs.write(directory, "a", "two");
        assertThat(program(readings, ONLY_OLD_FILES)).contains("one");
        assertThat(program(readings, NOW)).contains("two");
    }

    @Test
    void aFileThatWasTakenAwayAMomentAgoMayComeBack() throws IOException {
        FileReadings readings = new FileReadings(directory);
        Path conf = Confs.write(directory, "a", "one");
        assertThat(program(readings, NOW)).contains("one");
        Files.delete(conf);
        assertThat(readings.isTouchedSince(ONLY_OLD_FILES, "a")).isTrue();
        assertThat(readings.isTouchedSince(NOW, "a")).isFalse();
        assertThat(program(readings, ONLY_OLD_FILES)).contains("one");
        readings.keepOnly(List.of());
        assertThat(readings.files()).isEmpty();
    }

    @Test
    void aStampIsSettledWhenNoOtherWriteCanShareIt() throws IOException {
        FileStamp stamp = FileStamp.of(Confs.write(directory, "a", "one")).orElseThrow();
        assertThat(stamp.isSettled(Instant.now())).isFalse();
        assertThat(stamp.isSettled(Instant.now().plus(Duration.ofSeconds(2)))).isTrue();
    }

    private static Optional<String> program(FileReadings readings, Instant untouchedSince) {
        Optional<Reading<ServiceConf>> reading = readings.of("a", untouchedSince);
        return reading.map(found ->
                ((Reading.Accepted<ServiceConf>) found).value().program().exec().get(0));
    }
}
