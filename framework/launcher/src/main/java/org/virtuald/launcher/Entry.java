package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.virtuald.conf.Program;
import org.virtuald.conf.ServiceConf;
import org.virtuald.conf.StandardError;
import org.virtuald.entry.Architecture;
import org.virtuald.entry.EntryFailure;
import org.virtuald.entry.EntryProgram;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SealedImage;

/** How the programs of a service are started: the entry program, its control group, what it gets, and what it reports. */
final class Entry implements AutoCloseable {
    private final ServiceConf conf;
    private final LaunchPlan plan;
    private final ProgramTrust trust;
    private final SealedImage image;
    private final EntryFailures failures;
    private final Optional<Descriptor> nowhere;
    private final Optional<ServiceCgroup> cgroup;

    private Entry(
            ServiceConf conf,
            LaunchPlan plan,
            ProgramTrust trust,
            SealedImage image,
            EntryFailures failures,
            Optional<Descriptor> nowhere,
            Optional<ServiceCgroup> cgroup) {
        this.conf = conf;
        this.plan = plan;
        this.trust = trust;
        this.image = image;
        this.failures = failures;
        this.nowhere = nowhere;
        this.cgroup = cgroup;
    }

    /** Makes the entry program of a plan; takes over the control group, and closes it when this fails. */
    static Entry of(ServiceConf conf, LaunchPlan plan, ProgramTrust trust, Optional<ServiceCgroup> cgroup)
            throws ErrnoException {
        Optional<SealedImage> image = Optional.empty();
        Optional<Descriptor> nowhere = Optional.empty();
        try {
            byte[] program =
                    EntryProgram.compileStarter(plan, Architecture.current(), ServicePlan.failureDescriptor(conf));
            SealedImage sealed = SealedImage.of("virtuald:" + conf.name(), program);
            image = Optional.of(sealed);
            if (conf.sockets().isPassedAsListenFds() || conf.program().stderr() != StandardError.CONNECTION) {
                nowhere = Optional.of(Descriptor.devNull());
            }
            return new Entry(conf, plan, trust, sealed, EntryFailures.open(), nowhere, cgroup);
        } catch (ErrnoException | RuntimeException e) {
            nowhere.ifPresent(Descriptor::close);
            image.ifPresent(SealedImage::close);
            cgroup.ifPresent(ServiceCgroup::close);
            throw e;
        }
    }

    ProgramTrust trust() {
        return trust;
    }

    /** A place in the control group for a program; empty when programs stay in the launcher's. */
    Optional<ProgramCgroup> place() throws ErrnoException {
        return cgroup.isPresent() ? Optional.of(cgroup.get().place()) : Optional.empty();
    }

    /** The entry program's file. */
    String image() {
        return image.path();
    }

    /** Where the entry program reports a failure. */
    Descriptor failureReports() {
        return failures.writing();
    }

    /** What a program gets where there is nothing to read or to write to, if it may come to that. */
    Descriptor nowhere() {
        return nowhere.orElseThrow();
    }

    /** Which of the entry program's descriptors that is. */
    int failureDescriptor() {
        return ServicePlan.failureDescriptor(conf);
    }

    /** How a list of processes shows who starts the programs. */
    String starterName() {
        return "starter of " + conf.name();
    }

    /** The entry program's arguments: token, root, and the program's own. */
    List<String> arguments(long token, String root) {
        Program program = conf.program();
        List<String> arguments = new ArrayList<>(program.exec().size() + 2);
        arguments.add(EntryFailure.tokenText(token));
        arguments.add(root);
        List<String> exec = program.exec();
        arguments.add(program.argv0().orElse(exec.get(0)));
        arguments.addAll(exec.subList(1, exec.size()));
        return arguments;
    }

    /** Why a program was never run; empty when it was. */
    Optional<LaunchAnswer> failure(Child child, ChildExit exit) {
        if (exit.signal() != 0 || exit.code() != EntryFailure.EXIT_STATUS) {
            return Optional.empty();
        }
        try {
            return failures.take(child.token()).map(failure -> describe(child, failure));
        } catch (ErrnoException e) {
            return Optional.of(
                    new LaunchAnswer.Failed(child.connection(), e.call(), e.subject(), e.number(), child.root()));
        }
    }

    private LaunchAnswer describe(Child child, EntryFailure failure) {
        FailedStep step = FailedStep.of(plan, failure.step(), conf, child.root());
        return new LaunchAnswer.Failed(child.connection(), step.call(), step.subject(), failure.errno(), child.root());
    }

    @Override
    public void close() {
        failures.close();
        image.close();
        nowhere.ifPresent(Descriptor::close);
        cgroup.ifPresent(ServiceCgroup::close);
    }
}
