package org.virtuald.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {

    @TempDir
    private Path directory;

    @Test
    void readsAProgramOfThisMachine() throws IOException {
        Path cat = Path.of("/bin/cat");
        assumeTrue(Files.exists(cat));

        ElfFile elf = ElfFile.read(cat);

        assertThat(elf.interpreter())
                .hasValueSatisfying(path -> assertThat(Path.of(path)).exists());
        assertThat(elf.needed()).anyMatch(name -> name.startsWith("libc."));
        assertThat(Machine.of(elf).runsOn(System.getProperty("os.arch", ""))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"64, false", "64, true", "32, false", "32, true"})
    void readsBothClassesAndBothByteOrders(int bits, boolean big) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] bytes = new TestElf(bits, order, 21)
                .interpreter("/lib/ld.so.1")
                .soname("libme.so.1")
                .needs("libc.so.6")
                .needs("libm.so.6")
                .runpath("/opt/a:$ORIGIN/b")
                .withoutDefaultDirectories()
                .bytes();

        ElfFile elf = read(bytes);

        assertThat(elf.bits()).isEqualTo(bits);
        assertThat(elf.order()).isEqualTo(order);
        assertThat(Machine.of(elf)).isEqualTo(Machine.POWERPC64);
        assertThat(elf.interpreter()).hasValue("/lib/ld.so.1");
        assertThat(elf.soname()).hasValue("libme.so.1");
        assertThat(elf.needed()).containsExactly("libc.so.6", "libm.so.6");
        assertThat(elf.runpath()).containsExactly("/opt/a", "$ORIGIN/b");
        assertThat(elf.defaultsExcluded()).isTrue();
    }

    @Test
    void runpathOverridesRpath() throws IOException {
        assertThat(read(TestElf.here().rpath("/a").runpath("/b").bytes()).rpath())
                .isEmpty();
        assertThat(read(TestElf.here().rpath("/a").bytes()).rpath()).containsExactly("/a");
    }

    @Test
    void everyTruncationIsMalformedOrWholeEnough() throws IOException {
        byte[] bytes =
                TestElf.here().interpreter("/lib/ld.so.1").needs("libc.so.6").bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedElfException.class);
        }
    }

    @Test
    void damageIsMalformedAndNothingWorse() throws IOException {
        byte[] bytes = TestElf.here()
                .interpreter("/lib/ld.so.1")
                .needs("libc.so.6")
                .rpath("/a")
                .bytes();
        Random random = new Random(1);
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            try {
                assertThat(read(damaged).needed()).hasSizeLessThan(100);
            } catch (MalformedElfException e) {
                assertThat(e).hasMessageMatching("(is|has|loads|names|ends) .*");
            }
        }
    }

    private ElfFile read(byte[] bytes) throws IOException {
        return ElfFile.read(Files.write(directory.resolve("elf"), bytes));
    }
}
