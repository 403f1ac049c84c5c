package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.virtuald.conf.ServiceConf;

class ServiceBundleTest {

    private final ServiceConf conf = ConfText.service("ftp");

    @Test
    void itIsAManifestAndNothingElse() throws IOException {
        try (JarInputStream jar = new JarInputStream(new ServiceBundle(conf).jar())) {
            Attributes main = jar.getManifest().getMainAttributes();

            assertThat(main.getValue("Bundle-ManifestVersion")).isEqualTo("2");
            assertThat(main.getValue("Bundle-SymbolicName")).isEqualTo("virtuald.service.ftp");
            assertThat(main.getValue("Bundle-Activator")).isEqualTo("org.virtuald.host.service.ServiceActivator");
            assertThat(main.getValue("Import-Package")).isEqualTo("org.virtuald.host.service");
            assertThat(main.getValue("Virtuald-Service")).isEqualTo("ftp");
            assertThat(jar.getNextJarEntry()).isNull();
        }
    }

    @Test
    void itsVersionTellsOneConfFromAnother() throws IOException {
        assertThat(version(conf)).isEqualTo("1.0.0." + conf.digest().substring(0, 12));
        assertThat(version(ConfText.service("ftp", "-l"))).isNotEqualTo(version(conf));
    }

    private static String version(ServiceConf conf) throws IOException {
        try (JarInputStream jar = new JarInputStream(new ServiceBundle(conf).jar())) {
            return jar.getManifest().getMainAttributes().getValue("Bundle-Version");
        }
    }
}
