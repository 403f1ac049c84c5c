package org.virtuald.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DescriptorTest {

    @Test
    void isClosedOnceAndUselessAfter() throws Exception {
        Pipe pipe = Pipe.open();
        Descriptor end = pipe.reading();
        int number = end.number();
        Path entry = Path.of("/proc/self/fd/" + number);
        assertThat(Files.exists(entry, LinkOption.NOFOLLOW_LINKS)).isTrue();
        pipe.close();
        pipe.close();
        assertThat(end.isOpen()).isFalse();
        assertThatThrownBy(end::number).hasMessage("descriptor " + number + " was closed");
    }

    @Test
    void anErrnoIsToldByNameAndText() {
        assertThat(ErrnoException.describe(2)).isEqualTo("ENOENT (No such file or directory)");
        assertThat(ErrnoException.describe(4095)).isEqualTo("errno 4095");
    }
}
