package org.virtuald.launcher;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.virtuald.conf.EndpointRoots;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.entry.EntryFailure;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.posix.ChildExit;
import org.virtuald.posix.Descriptor;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.SealedImage;
import org.virtuald.posix.Signals;
import org.virtuald.service.Endpoint;

/**
 * A service that can be launched: conf, roots table, entry program, and the launch channel that it answers on. Workers
 * and running programs hold it; what it owns is closed when the last of them lets go, so programs that outlive their
 * channel still find the pipe for their failures.
 */
final class OpenService {
    private final ServiceConf conf;
    private volatile RootsTable roots;
    private final LaunchPlan plan;
    private final ProgramTrust trust;
    private final SealedImage image;
    private final EntryFailures failures;
    private final Descriptor channel;
    private final Outbox outbox;
    private final Optional<ServiceCgroup> cgroup;
    private final AtomicInteger holders = new AtomicInteger();
    private final AtomicInteger workers = new AtomicInteger();
    private final AtomicInteger tokens = new AtomicInteger();

    /** Takes over the image, the pipe, the channel and the control group. */
    OpenService(
            ServiceConf conf,
            RootsTable roots,
            LaunchPlan plan,
            ProgramTrust trust,
            SealedImage image,
            EntryFailures failures,
            Descriptor channel,
            Outbox outbox,
            Optional<ServiceCgroup> cgroup) {
        this.conf = conf;
        this.roots = roots;
        this.plan = plan;
        this.trust = trust;
        this.image = image;
        this.failures = failures;
        this.channel = channel;
        this.outbox = outbox;
        this.cgroup = cgroup;
    }

    ServiceConf conf() {
        return conf;
    }

    RootsTable roots() {
        return roots;
    }

    /** Looks up the addresses of connections in this table from now on. */
    void use(RootsTable table) {
        roots = table;
    }

    /** Whether an endpoint stands for a socket at the address, among others. */
    boolean spreadsTo(Endpoint endpoint, InetAddress address) {
        return EndpointRoots.addresses(conf, endpoint, roots, List.of(address))
                .map(all -> all.contains(address))
                .orElse(false);
    }

    Descriptor channel() {
        return channel;
    }

    Outbox outbox() {
        return outbox;
    }

    ProgramTrust trust() {
        return trust;
    }

    /** A place in its control group for a program; empty when programs stay in the launcher's. */
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

    /** A number that no other launch under way has. */
    long nextToken() {
        return Integer.toUnsignedLong(tokens.incrementAndGet());
    }

    /** The entry program's arguments: token, root, and the program's own. */
    List<String> arguments(long token, String root) {
        List<String> arguments = new ArrayList<>(conf.program().exec().size() + 2);
        arguments.add(EntryFailure.tokenText(token));
        arguments.add(root);
        List<String> exec = conf.program().exec();
        arguments.add(conf.program().argv0().orElse(exec.get(0)));
        arguments.addAll(exec.subList(1, exec.size()));
        return arguments;
    }

    /** The signal that ends a running program with all that it has started, whatever they do about signals. */
    int endSignal() {
        return conf.isolation().hasNamespaces() ? ProcessSteps.END_SIGNAL : Signals.SIGKILL;
    }

    /** Starts a worker's thread; it lets go of this service when it ends. */
    void serveBy(Worker worker) {
        hold();
        workers.incrementAndGet();
        Thread thread = new Thread(worker, conf.name() + "/" + holders.get());
        thread.setDaemon(true);
        thread.start();
    }

    void hold() {
        holders.incrementAndGet();
    }

    /** Lets go of a worker that has ended. */
    void leave() {
        workers.decrementAndGet();
        release();
    }

    /** Whether workers take requests. */
    boolean isServed() {
        return workers.get() > 0;
    }

    /** Whether its channel has closed and its programs have ended. */
    boolean isReleased() {
        return !channel.isOpen();
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            outbox.close();
            channel.close();
            failures.close();
            image.close();
            cgroup.ifPresent(ServiceCgroup::close);
        }
    }

    /** Tells the host how a program ended, or why it was never run; for the reaper's thread. */
    void ended(Child child, ChildExit exit) {
        try {
            child.cgroup().ifPresent(group -> group.ended().run());
            outbox.post(failure(child, exit)
                    .orElseGet(() -> new LaunchAnswer.Ended(
                            child.connection(),
                            exit.pid(),
                            exit.code(),
                            exit.signal(),
                            exit.user(),
                            exit.system(),
                            exit.peakMemory())));
        } finally {
            release();
        }
    }

    private Optional<LaunchAnswer> failure(Child child, ChildExit exit) {
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
}
