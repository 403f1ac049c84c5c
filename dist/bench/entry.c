/*
 * entry ROOT PROGRAM: makes the system calls of a launch plan, then becomes the program: a service's entry program in C.
 * Capabilities, no_new_privs and a filter of the same system calls are among them, as they are of a service of an ordinary
 * user. Of the C library it has syscall(2) alone, so that no start-up code is measured with it. That keeps errno in memory
 * which does not exist here: a call that fails ends the process, and its client reads no answer.
 */
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EPERM 1

/* execve(2): argc, argv and envp lie at the top of the first stack */
#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call enter\n");
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
__asm__(".globl _start\n_start: mov x0, sp\n b enter\n");
#else
#error "x86-64 and arm64 only"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1)
#define RESULT(action) BPF_STMT(BPF_RET | BPF_K, action)
#define DENY(call) IF(SYS_##call), RESULT(SECCOMP_RET_ERRNO | EPERM)

static const struct sock_filter filter[] = {
    LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), RESULT(SECCOMP_RET_KILL_PROCESS), LOAD(nr),
    DENY(mount), DENY(umount2), DENY(move_mount), DENY(open_tree), DENY(fsopen), DENY(fsconfig), DENY(fsmount),
    DENY(fspick), DENY(mount_setattr), DENY(pivot_root), DENY(quotactl), DENY(quotactl_fd), DENY(swapon), DENY(swapoff),
    DENY(chroot), DENY(unshare), DENY(setns), DENY(open_by_handle_at), DENY(name_to_handle_at), DENY(ptrace),
    DENY(process_vm_readv), DENY(process_vm_writev), DENY(pidfd_getfd), DENY(kcmp), DENY(init_module),
    DENY(finit_module), DENY(delete_module), DENY(bpf), DENY(perf_event_open), DENY(userfaultfd), DENY(reboot),
    DENY(kexec_load), DENY(kexec_file_load), DENY(acct), DENY(syslog), DENY(sethostname), DENY(setdomainname),
    DENY(vhangup), DENY(fanotify_init), DENY(lookup_dcookie), DENY(nfsservctl), DENY(settimeofday), DENY(clock_settime),
    DENY(adjtimex), DENY(clock_adjtime), DENY(add_key), DENY(request_key), DENY(keyctl), DENY(io_uring_setup),
    DENY(io_uring_enter), DENY(io_uring_register), DENY(memfd_secret), DENY(clone3),
    RESULT(SECCOMP_RET_ALLOW),
};

static const struct sock_fprog program = {sizeof filter / sizeof filter[0], (struct sock_filter *)filter};

__attribute__((used)) void enter(long *stack)
{
    char **argv = (char **)(stack + 1);
    char **envp = argv + stack[0] + 1;
    struct rlimit64 descriptors = {1024, 4096};
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
    long bits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED
        | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;

    syscall(SYS_close_range, 3, ~0U, 0);
    syscall(SYS_setsid);
    syscall(SYS_umask, 022);
    syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &descriptors, 0);
    syscall(SYS_chroot, argv[1]);
    syscall(SYS_chdir, "/");
    for (long capability = 0; capability <= CAP_LAST_CAP; capability++)
        syscall(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0);
    syscall(SYS_prctl, PR_SET_SECUREBITS, bits, 0, 0, 0);
    syscall(SYS_setgroups, 0, 0);
    syscall(SYS_setresgid, IDENTITY, IDENTITY, IDENTITY);
    syscall(SYS_setresuid, IDENTITY, IDENTITY, IDENTITY);
    syscall(SYS_capset, &header, none);
    syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
    syscall(SYS_execve, argv[2], argv + 2, envp);
}
