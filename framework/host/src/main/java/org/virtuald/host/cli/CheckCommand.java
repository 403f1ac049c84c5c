package org.virtuald.host.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.virtuald.conf.AccessList;
import org.virtuald.conf.AccessRules;
import org.virtuald.conf.ConfFiles;
import org.virtuald.conf.ConfReader;
import org.virtuald.conf.EndpointRoots;
import org.virtuald.conf.HostConf;
import org.virtuald.conf.Problem;
import org.virtuald.conf.Reading;
import org.virtuald.conf.RootsTable;
import org.virtuald.conf.ServiceConf;
import org.virtuald.conf.WrapperFiles;
import org.virtuald.conf.wrappers.HostsRules;
import org.virtuald.entry.LaunchPlan;
import org.virtuald.host.ExitStatus;
import org.virtuald.host.HostException;
import org.virtuald.host.ServiceFiles;
import org.virtuald.launcher.AccountLookUp;
import org.virtuald.launcher.CgroupProblems;
import org.virtuald.launcher.ConfinementProblems;
import org.virtuald.launcher.EscapeWarning;
import org.virtuald.launcher.LaunchRehearsal;
import org.virtuald.launcher.LauncherPrivileges;
import org.virtuald.launcher.ProgramTrust;
import org.virtuald.launcher.ServicePlan;
import org.virtuald.launcher.TrustedFiles;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.root.RootInspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code virtuald check}: everything that would go wrong, before it does. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Check conf files, roots tables, users and roots. Nothing is started.",
            "Of every root of an enabled service: whether the program, its interpreter and its libraries are there.",
            "A launch with namespaces is rehearsed up to the program.",
            ""
        },
        footer = {"", "Exit status: 0 when nothing is wrong (warnings are not), 78 when something is."})
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DirectoryOptions options = new DirectoryOptions();

    @Option(
            names = "--plan",
            description = "Print what is done between a connection and its program, in the notation of strace.")
    private boolean plan;

    @Parameters(paramLabel = "SERVICE", description = "Check these services only.")
    private List<String> wanted = List.of();

    private AccessRules everywhere = AccessRules.NONE;
    private WrapperFiles wrapperFiles = WrapperFiles.USUAL;
    private boolean wrappersAreChecked;
    private int errors;
    private int warnings;

    @Override
    public Integer call() throws HostException {
        Path directory = options.conf().toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            throw new HostException(ExitStatus.CONFIG, directory + ": no such conf directory");
        }
        // as root, see the files as the launcher will: it refuses those that others than root could have written
        ConfFiles files = CurrentProcess.effectiveUser() == 0 ? new TrustedFiles() : ConfFiles.plain();
        ConfReader reader = new ConfReader(directory, files);
        Reading<HostConf> host = reader.host();
        checkHost(host, directory);
        if (CurrentProcess.effectiveUser() == 0) {
            checkDistribution();
        }
        int disabled = 0;
        List<String> names = names(directory);
        for (String name : names) {
            Reading<ServiceConf> reading = reader.service(name);
            tell(reading.problems());
            if (reading instanceof Reading.Accepted<ServiceConf> accepted) {
                disabled += accepted.value().enabled() ? 0 : 1;
                if (host instanceof Reading.Accepted<HostConf> hostConf) {
                    tell(CgroupProblems.of(accepted.value(), hostConf.value().cgroup()));
                }
                check(reader, accepted.value());
            }
        }
        out().printf(
                        "%s (%d disabled), %s, %s%n",
                        count(names.size(), "service"), disabled, count(errors, "error"), count(warnings, "warning"));
        return (errors == 0 ? ExitStatus.OK : ExitStatus.CONFIG).code();
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private void checkDistribution() {
        try {
            options.all().checkOwners();
        } catch (HostException e) {
            warnings++;
            spec.commandLine().getErr().println("warning: " + e.getMessage());
        }
    }

    private void checkHost(Reading<HostConf> reading, Path directory) {
        tell(reading.problems());
        if (reading instanceof Reading.Accepted<HostConf> accepted) {
            everywhere = accepted.value().access();
            wrapperFiles = accepted.value().wrappers();
            tell(AccessList.read(everywhere, ConfFiles.plain()).problems());
        }
        if (reading instanceof Reading.Accepted<HostConf> accepted
                && accepted.value().user().isPresent()) {
            AccountLookUp user = AccountLookUp.of(accepted.value().user().get());
            if (user instanceof AccountLookUp.Unknown unknown) {
                tell(directory.resolve("virtuald.conf"), unknown.reason());
            } else if (user instanceof AccountLookUp.Known known
                    && known.account().isRoot()) {
                tell(directory.resolve("virtuald.conf"), "user: the host must not stay root; name an ordinary user");
            }
        }
    }

    private List<String> names(Path directory) throws HostException {
        try {
            List<String> all = ServiceFiles.names(directory);
            for (String name : wanted) {
                if (!all.contains(name)) {
                    throw new HostException(
                            ExitStatus.CONFIG, directory.resolve("services") + ": no " + name + ".conf there");
                }
            }
            return wanted.isEmpty() ? all : wanted;
        } catch (IOException e) {
            throw new HostException(ExitStatus.CONFIG, "cannot read " + directory.resolve("services") + ": " + e);
        }
    }

    private void check(ConfReader reader, ServiceConf service) {
        tell(AccessList.read(service.access(), ConfFiles.plain()).problems());
        if (service.access().wrapped().isPresent() && !wrappersAreChecked) {
            wrappersAreChecked = true;
            tell(HostsRules.read(wrapperFiles, ConfFiles.plain()).problems());
        }
        if (service.redirect().isEmpty()) {
            checkProgram(reader, service);
        } else if (plan) {
            out().printf(
                            "%s:%n    relayed by the host to %s; nothing is launched%n",
                            service.name(), service.redirect().get().target());
        }
    }

    private void checkProgram(ConfReader reader, ServiceConf service) {
        Reading<RootsTable> table = reader.roots(service);
        tell(table.problems());
        if (table instanceof Reading.Accepted<RootsTable> accepted) {
            tell(EndpointRoots.problems(service, accepted.value()));
        }
        if (service.sockets().waits() && !everywhere.equals(AccessRules.NONE)) {
            tell(
                    List.of(
                            new Problem(
                                    Problem.Severity.WARNING,
                                    service.file().toString(),
                                    service.line("wait"),
                                    "wait: the program takes the connections itself, so who may connect by virtuald.conf is not asked")));
        }
        AccountLookUp user = AccountLookUp.of(service.program());
        if (user instanceof AccountLookUp.Unknown unknown) {
            Problem problem = new Problem(
                    Problem.Severity.ERROR, service.file().toString(), service.line("user"), unknown.reason());
            tell(List.of(problem));
        } else if (user instanceof AccountLookUp.Known known) {
            confinement(service, known, table);
        }
        if (service.enabled() && table instanceof Reading.Accepted<RootsTable> accepted) {
            accepted.value().directories().forEach(root -> {
                inspect(service, root);
                if (user instanceof AccountLookUp.Known known) {
                    distrust(service, known, root);
                }
            });
        }
    }

    private void inspect(ServiceConf service, String root) {
        RootInspector.inspect(
                        Path.of(root),
                        service.program().exec().get(0),
                        service.program().path())
                .forEach(missing -> tell(service.file(), missing.sentence()));
    }

    private void distrust(ServiceConf service, AccountLookUp.Known user, String root) {
        ProgramTrust.of(service, user.account())
                .fault(root)
                .ifPresent(fault -> tell(
                        service.file(), root + ": not run as root: " + fault + ", or set allow-writable-root = true"));
    }

    private void confinement(ServiceConf service, AccountLookUp.Known user, Reading<RootsTable> table) {
        try {
            LauncherPrivileges privileges = LauncherPrivileges.current();
            tell(ConfinementProblems.of(service, user.account(), privileges));
            if (table instanceof Reading.Accepted<RootsTable> roots) {
                tell(EscapeWarning.of(service, user.account(), roots.value()).stream()
                        .toList());
                rehearse(service, user, privileges, roots.value());
            }
            if (plan) {
                print(service.name(), ServicePlan.of(service, user.account(), privileges));
            }
        } catch (ErrnoException e) {
            tell(service.file(), String.valueOf(e.getMessage()));
        }
    }

    private void print(String service, LaunchPlan plan) {
        List<String> once = plan.onceListing();
        List<String> lines = plan.listing();
        out().println(service + ":");
        if (!once.isEmpty()) {
            out().println("    once, by the starter:");
            once.forEach(line -> out().println("        " + line));
        }
        out().println("    for each program:");
        lines.subList(once.size(), lines.size()).forEach(line -> out().println("        " + line));
    }

    private void rehearse(
            ServiceConf service, AccountLookUp.Known user, LauncherPrivileges privileges, RootsTable roots)
            throws ErrnoException {
        if (!service.enabled() || !service.isolation().hasNamespaces() || CurrentProcess.effectiveUser() != 0) {
            return;
        }
        try (LaunchRehearsal rehearsal = new LaunchRehearsal(service, user.account(), privileges)) {
            for (String root : roots.directories()) {
                if (Files.isDirectory(Path.of(root))) {
                    tell(rehearsal.in(root).stream().toList());
                }
            }
        }
    }

    private void tell(Path file, String error) {
        tell(List.of(new Problem(Problem.Severity.ERROR, file.toString(), 0, error)));
    }

    private void tell(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.severity() == Problem.Severity.ERROR) {
                errors++;
            } else {
                warnings++;
            }
            spec.commandLine().getErr().println(problem);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
