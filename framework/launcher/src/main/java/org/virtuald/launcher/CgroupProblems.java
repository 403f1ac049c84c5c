package org.virtuald.launcher;

import java.util.List;
import java.util.Optional;
import org.virtuald.conf.Problem;
import org.virtuald.conf.ServiceConf;

/** What a conf asks of control groups and cannot have here. */
public final class CgroupProblems {
    private CgroupProblems() {}

    /**
     * The errors that can be found without making a group, by a process that is not in the launcher's: where
     * {@code virtuald.conf} names none, what the machine does not have. None for a conf that does not ask for any.
     *
     * @param parent the control group that {@code virtuald.conf} names
     */
    public static List<Problem> of(ServiceConf conf, Optional<String> parent) {
        if (conf.cgroups().areAsked()) {
            try {
                CgroupParent found = parent.isPresent()
                        ? CgroupParent.find(parent, conf.cgroups())
                        : CgroupParent.topmost(conf.cgroups());
                found.check(conf.cgroups());
            } catch (CgroupFault e) {
                return List.of(problem(conf, e));
            }
        }
        return List.of();
    }

    static Problem problem(ServiceConf conf, CgroupFault fault) {
        return new Problem(
                Problem.Severity.ERROR,
                conf.file().toString(),
                conf.line(fault.key()),
                fault.key() + ": " + fault.getMessage());
    }
}
