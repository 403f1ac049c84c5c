package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleException;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FiltersTest {
    private static final BundleSource WELL = BundleSource.serving("1.0.0", "say(connection, \"well\");");

    @AutoClose
    private final BundleHostFixture host = new BundleHostFixture();

    FiltersTest() throws IOException, BundleException {}

    @Test
    void aRefusedConnectionIsClosed() throws IOException {
        host.deploy(WELL);
        host.deploy(BundleSource.filtering("guard", "", "return Verdict.refuse(\"no\");"));
        assertThat(host.ask("sample", "")).isEmpty();
        Files.delete(host.jars.resolve("guard.jar"));
        host.reconcile();
        assertThat(host.ask("sample", "")).isEqualTo("well");
    }

    @Test
    void aHeldConnectionIsLookedAtAgain() throws IOException {
        host.deploy(WELL);
        host.deploy(BundleSource.filtering("guard", "", """
                return arrival.held().toMillis() < 50 ? Verdict.hold(Duration.ofMillis(20)) : Verdict.accept();
                """));
        assertThat(host.ask("sample", "")).isEqualTo("well");
    }

    @Test
    void aFilterIsForTheServicesThatItNames() throws IOException {
        host.deploy(WELL);
        host.deploy(BundleSource.filtering(
                "guard",
                "ConnectionFilter.SERVICES, new String[] {\"ftp\", \"other\"}",
                "return Verdict.refuse(\"no\");"));
        assertThat(host.ask("sample", "")).isEqualTo("well");
    }

    @Test
    void theOneWithTheHighestRankingIsAskedFirst() throws IOException {
        host.deploy(WELL);
        host.deploy(BundleSource.filtering("last", "Constants.SERVICE_RANKING, -1", "throw new AssertionError();"));
        host.deploy(BundleSource.filtering("first", "Constants.SERVICE_RANKING, 1", "return Verdict.refuse(\"no\");"));
        host.deploy(BundleSource.filtering("second", "", "throw new AssertionError();"));
        for (int i = 0; i < 10; i++) {
            assertThat(host.ask("sample", "")).isEmpty();
        }
        assertThat(host.filters.areThereFor("sample")).isTrue();
        Files.delete(host.jars.resolve("first.jar"));
        host.reconcile();
        for (int i = 0; i < 5; i++) {
            assertThat(host.ask("sample", "")).isEmpty(); // the second fails until it is set aside
        }
        for (int i = 0; i < 5; i++) {
            assertThat(host.ask("sample", "")).isEmpty(); // then the last
        }
        assertThat(host.ask("sample", "")).isEqualTo("well");
    }

    @Test
    void aRequiredFilterIsNeverSetAside() throws IOException {
        host.deploy(WELL);
        host.deploy(BundleSource.filtering("guard", "ConnectionFilter.REQUIRED, true", "return null;"));
        for (int i = 0; i < 10; i++) {
            assertThat(host.ask("sample", "")).isEmpty();
        }
        assertThat(host.filters.areThereFor("sample")).isTrue();
    }

    @Test
    void aFilterThatBlocksCostsOtherServicesNothing() throws IOException {
        host.deploy(WELL);
        BundleSource other = BundleSource.serving("1.0.0", "say(connection, \"fine\");");
        host.deploy(new BundleSource("other", "1.0.0", other.activator().replace("\"sample\"", "\"other\"")));
        host.deploy(BundleSource.filtering("guard", "ConnectionFilter.SERVICES, \"sample\"", """
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Verdict.accept();
                """));
        try (var blocked = host.connect("sample")) {
            for (int i = 0; i < 20; i++) {
                assertThat(host.ask("other", "")).isEqualTo("fine");
            }
            assertThat(blocked.getInputStream().read()).isNegative(); // refused when the time is up
        }
    }
}
