package org.virtuald.entry;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The system calls that a program is denied: those that no network program needs. The choice goes by the manual pages
 * (which capability a call takes, what it reaches in the kernel) and by what container runtimes and systemd's
 * SystemCallFilter groups are known to keep from services. Calls that take a capability are in it although a program
 * without capabilities could not make them anyway: the filter holds them off before the code that checks.
 */
public final class DeniedCalls {
    private static final List<String> MOUNTS = List.of(
            "mount",
            "umount2",
            "move_mount",
            "open_tree",
            "fsopen",
            "fsconfig",
            "fsmount",
            "fspick",
            "mount_setattr",
            "pivot_root",
            "quotactl",
            "quotactl_fd",
            "swapon",
            "swapoff");
    private static final List<String> ROOTS = List.of("chroot");
    private static final List<String> NAMESPACES = List.of("unshare", "setns");
    private static final List<String> FILE_HANDLES = List.of("open_by_handle_at", "name_to_handle_at");
    private static final List<String> OTHER_PROCESSES =
            List.of("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp");
    private static final List<String> KERNEL_CODE = List.of(
            "init_module", "finit_module", "delete_module", "bpf", "perf_event_open", "userfaultfd", "modify_ldt");
    private static final List<String> SYSTEM = List.of(
            "reboot", "kexec_load", "kexec_file_load", "acct", "syslog", "sethostname", "setdomainname", "vhangup");
    private static final List<String> HARDWARE = List.of("iopl", "ioperm");
    private static final List<String> WATCHING = List.of("fanotify_init", "lookup_dcookie");
    private static final List<String> OLD = List.of("uselib", "nfsservctl", "_sysctl", "sysfs", "ustat");
    private static final List<String> CLOCK = List.of("settimeofday", "clock_settime", "adjtimex", "clock_adjtime");
    private static final List<String> KEYRINGS = List.of("add_key", "request_key", "keyctl");
    private static final List<String> HIDDEN_WORK =
            List.of("io_uring_setup", "io_uring_enter", "io_uring_register", "memfd_secret");

    /** Without these no program starts, and no failed start is told. */
    private static final Set<String> INDISPENSABLE = Set.of("execve", "write", "exit", "exit_group");

    /** What a capability is for, by its name in capabilities(7) without CAP_: one who keeps it is not denied that. */
    private static final Map<String, List<String>> BY_CAPABILITY = Map.ofEntries(
            Map.entry("SYS_CHROOT", ROOTS),
            Map.entry("SYS_PTRACE", OTHER_PROCESSES),
            Map.entry("DAC_READ_SEARCH", FILE_HANDLES),
            Map.entry("SYS_TIME", CLOCK),
            Map.entry("SYS_RAWIO", HARDWARE),
            Map.entry("SYS_BOOT", List.of("reboot", "kexec_load", "kexec_file_load")),
            Map.entry("SYS_MODULE", List.of("init_module", "finit_module", "delete_module")),
            Map.entry("SYS_PACCT", List.of("acct")),
            Map.entry("SYSLOG", List.of("syslog")),
            Map.entry("SYS_TTY_CONFIG", List.of("vhangup")),
            Map.entry("BPF", List.of("bpf")),
            Map.entry("PERFMON", List.of("perf_event_open")),
            Map.entry("NET_RAW", List.of("socket")),
            Map.entry("NET_ADMIN", List.of("socket")),
            Map.entry(
                    "SYS_ADMIN",
                    List.of(
                            "mount",
                            "umount2",
                            "move_mount",
                            "open_tree",
                            "fsopen",
                            "fsconfig",
                            "fsmount",
                            "fspick",
                            "mount_setattr",
                            "pivot_root",
                            "quotactl",
                            "quotactl_fd",
                            "swapon",
                            "swapoff",
                            "unshare",
                            "setns",
                            "clone",
                            "clone3",
                            "sethostname",
                            "setdomainname")));

    private final Map<String, SeccompRule> rules;

    private DeniedCalls(Map<String, SeccompRule> rules) {
        this.rules = Collections.unmodifiableMap(rules);
    }

    /** What is not simply allowed, by the call's name in section 2 of the manual. */
    Map<String, SeccompRule> rules() {
        return rules;
    }

    /** What is denied unless a conf says otherwise. */
    public static DeniedCalls byDefault() {
        Map<String, SeccompRule> rules = new TreeMap<>();
        List.of(
                        MOUNTS,
                        ROOTS,
                        NAMESPACES,
                        FILE_HANDLES,
                        OTHER_PROCESSES,
                        KERNEL_CODE,
                        SYSTEM,
                        HARDWARE,
                        WATCHING,
                        OLD,
                        CLOCK,
                        KEYRINGS,
                        HIDDEN_WORK)
                .forEach(group -> group.forEach(call -> rules.put(call, SeccompRule.DENY)));
        rules.put("clone", SeccompRule.CLONE_FLAGS);
        rules.put("clone3", SeccompRule.ABSENT);
        rules.put("personality", SeccompRule.PERSONALITY);
        rules.put("ioctl", SeccompRule.TERMINAL_INPUT);
        rules.put("socket", SeccompRule.SOCKET_FAMILY);
        return new DeniedCalls(rules);
    }

    /** The same without what a capability is for. */
    public DeniedCalls without(String capability) {
        return allowing(BY_CAPABILITY.getOrDefault(capability, List.of()));
    }

    /** The same with some calls allowed, whatever their arguments. */
    public DeniedCalls allowing(Iterable<String> calls) {
        Map<String, SeccompRule> changed = new TreeMap<>(rules);
        calls.forEach(changed::remove);
        return new DeniedCalls(changed);
    }

    /** The same with further calls denied, whatever their arguments. */
    public DeniedCalls denying(Iterable<String> calls) {
        Map<String, SeccompRule> changed = new TreeMap<>(rules);
        calls.forEach(call -> changed.put(call, SeccompRule.DENY));
        return new DeniedCalls(changed);
    }

    /** Those of the calls that are denied whatever their arguments. */
    public Set<String> deniedOf(Collection<String> calls) {
        return calls.stream()
                .filter(call -> SeccompRule.DENY.equals(rules.get(call)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Nothing but some calls, whatever their arguments. */
    public static DeniedCalls nothingBut(Iterable<String> calls) {
        return new DeniedCalls(Map.of()).denying(calls);
    }

    /** The names of all calls that there are, on either architecture. */
    public static Set<String> knownNames() {
        return Collections.unmodifiableSet(SystemCallNumbers.names());
    }

    /** The calls that cannot be denied, because a launch ends with them. */
    public static Set<String> indispensable() {
        return new TreeSet<>(INDISPENSABLE);
    }
}
