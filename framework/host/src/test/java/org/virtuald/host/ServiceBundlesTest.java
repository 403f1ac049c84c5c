package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.virtuald.host.service.ServiceStartException;
import org.virtuald.host.service.ServiceStarter;

/** Bundles of conf files in a real framework. */
class ServiceBundlesTest {

    /** Says what it was asked to do, and refuses when it should. */
    private static final class Starter implements ServiceStarter {
        private final List<String> events = new ArrayList<>();
        private boolean refusing;

        @Override
        public Running start(String name) throws ServiceStartException {
            if (refusing) {
                throw new ServiceStartException(true, name + ": address in use");
            }
            events.add("start " + name);
            return () -> events.add("stop " + name);
        }
    }

    @TempDir
    private Path cache = Path.of("");

    private final Starter starter = new Starter();

    @Test
    void aBundleStartsItsServiceAndItsEndStopsIt() throws Exception {
        try (OsgiFramework framework = OsgiFramework.start(cache, cache, cache, starter)) {
            ServiceBundles bundles = new ServiceBundles(framework.context());

            bundles.place(ConfText.service("ftp"));
            bundles.place(ConfText.service("pop3"));
            bundles.remove("ftp");

            assertThat(starter.events).containsExactly("start ftp", "start pop3", "stop ftp");
        }
        assertThat(starter.events).endsWith("stop pop3");
    }

    @Test
    void anotherConfTakesThePlaceOfTheFirstInTheSameBundle() throws Exception {
        try (OsgiFramework framework = OsgiFramework.start(cache, cache, cache, starter)) {
            ServiceBundles bundles = new ServiceBundles(framework.context());
            bundles.place(ConfText.service("ftp"));
            Bundle before = bundle(framework);
            long id = before.getBundleId();
            var version = before.getVersion();

            bundles.place(ConfText.service("ftp", "-l"));

            Bundle after = bundle(framework);
            assertThat(after.getBundleId()).isEqualTo(id);
            assertThat(after.getVersion()).isNotEqualTo(version);
            assertThat(after.getState()).isEqualTo(Bundle.ACTIVE);
            assertThat(starter.events).containsExactly("start ftp", "stop ftp", "start ftp");
        }
    }

    @Test
    void aServiceThatAnAdministratorHasStoppedStaysStoppedWithItsNextConf() throws Exception {
        try (OsgiFramework framework = OsgiFramework.start(cache, cache, cache, starter)) {
            ServiceBundles bundles = new ServiceBundles(framework.context());
            bundles.place(ConfText.service("ftp"));
            bundle(framework).stop();

            bundles.place(ConfText.service("ftp", "-l"));

            assertThat(bundle(framework).getState()).isNotEqualTo(Bundle.ACTIVE);
            assertThat(starter.events).containsExactly("start ftp", "stop ftp");
        }
    }

    @Test
    void aServiceThatCannotStartLeavesItsBundleStoppedAndTheReasonIsTold() throws Exception {
        starter.refusing = true;
        try (OsgiFramework framework = OsgiFramework.start(cache, cache, cache, starter)) {
            ServiceBundles bundles = new ServiceBundles(framework.context());

            assertThatThrownBy(() -> bundles.place(ConfText.service("ftp")))
                    .isInstanceOfSatisfying(BundleException.class, failure -> {
                        ServiceStartException reason = ServiceBundles.reason("ftp", failure);
                        assertThat(reason).hasMessage("ftp: address in use");
                        assertThat(reason.isPassing()).isTrue();
                    });
            assertThat(bundle(framework).getState()).isNotEqualTo(Bundle.ACTIVE);
        }
    }

    @Test
    void aBundlesStateIsToldApart() throws Exception {
        try (OsgiFramework framework = OsgiFramework.start(cache, cache, cache, starter)) {
            ServiceBundles bundles = new ServiceBundles(framework.context());
            assertThat(bundles.state("ftp")).isEqualTo(ServiceBundles.State.ABSENT);
            bundles.place(ConfText.service("ftp"));
            assertThat(bundles.state("ftp")).isEqualTo(ServiceBundles.State.RUNNING);
            bundle(framework).stop(Bundle.STOP_TRANSIENT);
            assertThat(bundles.state("ftp")).isEqualTo(ServiceBundles.State.DOWN);
            bundle(framework).stop();
            assertThat(bundles.state("ftp")).isEqualTo(ServiceBundles.State.STOPPED);
            bundle(framework).start(Bundle.START_TRANSIENT);
            assertThat(bundles.state("ftp")).isEqualTo(ServiceBundles.State.RUNNING);
            bundle(framework).uninstall();
            assertThat(bundles.state("ftp")).isEqualTo(ServiceBundles.State.ABSENT);
        }
    }

    @Test
    void aServiceWithoutABundleCanBeRemoved() throws Exception {
        try (OsgiFramework framework = OsgiFramework.start(cache, cache, cache, starter)) {
            new ServiceBundles(framework.context()).remove("ftp");

            assertThat(starter.events).isEmpty();
        }
    }

    private static Bundle bundle(OsgiFramework framework) {
        Bundle bundle = framework.context().getBundle(ServiceBundle.location("ftp"));
        assertThat(bundle).isNotNull();
        return bundle;
    }
}
