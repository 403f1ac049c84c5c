package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.virtuald.host.control.ReloadAnswer;

class ReloadReportTest {

    @Test
    void whatWasAddedChangedOrRemovedIsAChange() {
        assertThat(new ReloadReport().changedSomething()).isFalse();
        ReloadReport added = new ReloadReport();
        added.added().add("a");
        ReloadReport changed = new ReloadReport();
        changed.changed().add("a");
        ReloadReport removed = new ReloadReport();
        removed.removed().add("a");
        assertThat(added.changedSomething() && changed.changedSomething() && removed.changedSomething())
                .isTrue();
    }

    @Test
    void whatStayedWaitsOrIsRefusedIsNone() {
        ReloadReport report = new ReloadReport();
        report.unchanged().add("a");
        report.waiting().add("b");
        report.refused().add("c");
        assertThat(report.changedSomething()).isFalse();
        assertThat(report.summary()).isEqualTo("0 added, 0 changed, 0 removed, 1 unchanged, 1 waiting, 1 refused");
    }

    @Test
    void whoAskedIsToldAllOfIt() {
        ReloadReport report = new ReloadReport();
        report.unchanged().add("a");
        report.unchanged().add("b");
        report.stopped().add("c");
        report.failures().add("no room");
        assertThat(report.summary())
                .isEqualTo("0 added, 0 changed, 0 removed, 2 unchanged, 0 waiting, 0 refused, 1 stopped");
        assertThat(report.toReload().outcomes()).containsExactly("unchanged: a, b", "stopped: c");
        assertThat(report.toReload().complaints()).containsExactly("no room");
        assertThat(ReloadAnswer.read(ConfigFactory.parseMap(ReloadAnswer.of(report.toReload()))))
                .isEqualTo(report.toReload());
    }
}
