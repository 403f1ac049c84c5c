package org.virtuald.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.EndpointRoots;
import org.virtuald.conf.HostConf;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.posix.Account;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.MessageSender;
import org.virtuald.posix.SocketPair;

/** Opens services: reads conf and roots table, resolves the user, makes the entry program, has the channel served. */
final class ServiceOpener {

    /** What came of opening a service. */
    sealed interface Outcome {

        /**
         * It is open.
         *
         * @param service whose channel is served
         * @param hostEnd the launch channel's end for the host; whoever gets this owns it
         * @param warnings about its files
         */
        record Opened(OpenService service, Descriptor hostEnd, List<Problem> warnings) implements Outcome {}

        /**
         * It stays closed.
         *
         * @param problems why
         */
        record Rejected(List<Problem> problems) implements Outcome {}
    }

    /** Two cores can be busy with spawning, and a launch that waits in the kernel does not hold up the next one. */
    private static final int WORKERS = 2;

    /** A worker and its starter cost some hundred kilobytes, and with thousands of services most are asked rarely. */
    private static final Duration WORKER_IDLE = Duration.ofMinutes(1);

    private final ConfReader conf;
    private final Children children;
    private final ScheduledExecutorService retries;
    private final ChannelWatch channels;
    private final CgroupTree cgroups;

    ServiceOpener(Path confDirectory, Children children, ChannelWatch channels, ScheduledExecutorService retries) {
        this.conf = new ConfReader(confDirectory, new TrustedFiles());
        this.children = children;
        this.channels = channels;
        this.retries = retries;
        this.cgroups = new CgroupTree(retries);
    }

    /** Opens the service if its conf is good, and is the one that the host has read. */
    Outcome open(String name, String digest) throws ErrnoException {
        Reading<ServiceConf> reading = conf.service(name);
        if (!(reading instanceof Reading.Accepted<ServiceConf> accepted)) {
            return new Outcome.Rejected(reading.problems());
        }
        ServiceConf service = accepted.value();
        if (!service.digest().equals(digest)) {
            return rejected(service, 0, "the file has changed since the host read it");
        }
        if (!service.enabled()) {
            return rejected(service, service.line("enabled"), "enabled: it is not; no host asks for it");
        }
        List<Problem> warnings = new ArrayList<>(accepted.warnings());
        if (service.sockets().owner().isPresent()
                && AccountLookUp.of(service.sockets().owner().get()) instanceof AccountLookUp.Unknown unknown) {
            return rejected(
                    service, service.line("socket-owner"), unknown.reason().replaceFirst("^user:", "socket-owner:"));
        }
        return service.redirect().isPresent() ? relay(service, warnings) : launch(service, warnings);
    }

    private Outcome launch(ServiceConf service, List<Problem> warnings) throws ErrnoException {
        Reading<RootsTable> table = roots(service);
        warnings.addAll(table.problems());
        if (!(table instanceof Reading.Accepted<RootsTable> roots)) {
            return new Outcome.Rejected(warnings);
        }
        AccountLookUp account = AccountLookUp.of(service.program());
        if (account instanceof AccountLookUp.Unknown unknown) {
            String key = unknown.reason().substring(0, unknown.reason().indexOf(':'));
            return rejected(service, service.line(key), unknown.reason());
        }
        Account known = ((AccountLookUp.Known) account).account();
        LauncherPrivileges privileges = LauncherPrivileges.current();
        List<Problem> confinement = ConfinementProblems.of(service, known, privileges);
        if (!confinement.isEmpty()) {
            return new Outcome.Rejected(confinement);
        }
        LaunchPlan plan = ServicePlan.of(service, known, privileges);
        ProgramTrust trust = ProgramTrust.of(service, known);
        if (!service.cgroups().areAsked()) {
            return start(service, roots.value(), plan, trust, warnings, Optional.empty());
        }
        Reading<HostConf> host = conf.host();
        if (!(host instanceof Reading.Accepted<HostConf> hostConf)) {
            return new Outcome.Rejected(host.problems());
        }
        try {
            ServiceCgroup cgroup = cgroups.open(service, hostConf.value().cgroup());
            return start(service, roots.value(), plan, trust, warnings, Optional.of(cgroup));
        } catch (CgroupFault e) {
            return new Outcome.Rejected(List.of(CgroupProblems.problem(service, e)));
        }
    }

    /** The roots table that a conf names or holds, as it is now; rejected, too, when it does not go with the conf. */
    Reading<RootsTable> roots(ServiceConf service) {
        Reading<RootsTable> reading = conf.roots(service);
        if (reading instanceof Reading.Accepted<RootsTable> table) {
            List<Problem> problems = EndpointRoots.problems(service, table.value());
            return problems.isEmpty() ? reading : new Reading.Rejected<>(problems);
        }
        return reading;
    }

    /** What virtuald.conf says now. */
    Reading<HostConf> host() {
        return conf.host();
    }

    /** Removes what would outlast this process, and nothing needs. */
    void leave() {
        cgroups.leave();
    }

    private static Outcome rejected(ServiceConf service, int line, String message) {
        return new Outcome.Rejected(
                List.of(new Problem(Problem.Severity.ERROR, service.file().toString(), line, message)));
    }

    private Outcome start(
            ServiceConf conf,
            RootsTable roots,
            LaunchPlan plan,
            ProgramTrust trust,
            List<Problem> warnings,
            Optional<ServiceCgroup> cgroup)
            throws ErrnoException {
        Entry entry = Entry.of(conf, plan, trust, cgroup);
        SocketPair channel;
        try {
            channel = SocketPair.open();
        } catch (ErrnoException | RuntimeException e) {
            entry.close();
            throw e;
        }
        try {
            OpenService service = new OpenService(conf, roots, Optional.of(entry), channel.there(), outbox(channel));
            serve(service, WORKERS, () -> new Worker(service, entry, children, WORKER_IDLE));
            return new Outcome.Opened(service, channel.here(), warnings);
        } catch (ErrnoException | RuntimeException e) {
            channel.close();
            entry.close();
            throw e;
        }
    }

    /** Of a service that is relayed there are only sockets to be opened. */
    private Outcome relay(ServiceConf conf, List<Problem> warnings) throws ErrnoException {
        SocketPair channel = SocketPair.open();
        try {
            OpenService service =
                    new OpenService(conf, RootsTable.empty(), Optional.empty(), channel.there(), outbox(channel));
            serve(service, 1, () -> new RelayGuard(service));
            return new Outcome.Opened(service, channel.here(), warnings);
        } catch (ErrnoException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void serve(OpenService service, int most, Crew.Hiring hiring) throws ErrnoException {
        new Crew(service, most, hiring, channels, retries).begin();
    }

    private Outbox outbox(SocketPair channel) {
        return new Outbox(new MessageSender(channel.there(), Wire.LAUNCH_BYTES, 1), retries);
    }
}
