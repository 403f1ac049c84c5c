package org.virtuald.inetd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtuald.conf.ConfReader;
import org.virtuald.fuzz.Mutations;

/**
 * Whatever stands in a file of inetd's or xinetd's, importing it makes files that a host can read, or tells why it cannot. Names
 * of machines are not looked up here: the build has the JVM take them from an empty file.
 */
class ImportFuzzTest {
    private static final InetdDefaults PLAIN =
            new InetdDefaults(OptionalInt.empty(), OptionalInt.empty(), false, Map.of());

    @TempDir
    private Path directory = Path.of("");

    /** One of the two. */
    @FunctionalInterface
    private interface Importing {
        Imported read(List<Path> files) throws IOException;
    }

    @Test
    void everyInetdConfIsImportedOrRefused() {
        fuzz("inetd", files -> InetdImport.read(files, Accounts.ofThisMachine(), PLAIN));
    }

    @Test
    void everyXinetdConfIsImportedOrRefused() {
        fuzz("xinetd", files -> XinetdImport.read(files, true));
    }

    private void fuzz(String seeds, Importing importing) {
        Path file = directory.resolve(seeds);
        Mutations.of(seeds).forEach(bytes -> {
            Imported imported;
            try {
                Files.write(file, bytes);
                imported = importing.read(List.of(file));
            } catch (IOException e) {
                return; // a file that is included is not there, and the caller is told
            }
            imported.remarks().forEach(remark -> assertThat(remark.toString()).doesNotContain("\n", "\u001b"));
            imported.files().keySet().forEach(name -> check(imported, name));
        });
    }

    private static void check(Imported imported, String name) {
        assertThat(name).matches("(services|bundles)/[^/\0]+|virtuald\\.conf");
        if (!name.startsWith("services/")) {
            return;
        }
        ConfReader reader = new ConfReader(Path.of("/conf"), path -> {
            String content = path.equals(Path.of("/etc/services"))
                    ? "ftp 21/tcp\n"
                    : imported.files().get(Path.of("/conf").relativize(path).toString());
            if (content == null) {
                throw new NoSuchFileException(path.toString());
            }
            return content.getBytes(UTF_8);
        });
        String service = name.substring("services/".length(), name.length() - ".conf".length());
        assertThat(reader.service(service)).isNotNull();
    }
}
