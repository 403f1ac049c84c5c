package org.virtuald.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
    void bundlesCount() {
        ReloadReport report = new ReloadReport();
        report.bundles().refused().add("a");
        assertThat(report.changedSomething()).isFalse();
        report.bundles().changed().add("b");
        assertThat(report.changedSomething()).isTrue();
        assertThat(report.summary()).endsWith("0 refused; bundles: 1 changed, 1 refused");
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
}
