package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FileFailureTest {

    @Test
    void theJdksExceptionsThatAreAPathOnlyGetTheirReason() {
        assertThat(FileFailure.reason(new NoSuchFileException("/a"))).isEqualTo("/a: no such file or directory");
        assertThat(FileFailure.reason(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
        assertThat(FileFailure.reason(new NotDirectoryException("/a"))).isEqualTo("/a: not a directory");
        assertThat(FileFailure.reason(new FileAlreadyExistsException("/a")))
                .isEqualTo("/a: it exists and is not a directory");
    }

    @Test
    void aReasonThatIsThereIsTold() {
        assertThat(FileFailure.reason(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo("/a: No space left on device");
        assertThat(FileFailure.reason(new IOException("larger than 1024 KiB"))).isEqualTo("larger than 1024 KiB");
    }

    @Test
    void withoutAnyReasonTheKindOfTheExceptionIsOne() {
        assertThat(FileFailure.reason(new IOException())).isEqualTo("java.io.IOException");
    }
}
