/*
 * entry ROOT PROGRAM: makes the system calls of a launch plan, then becomes the program: a service's entry program in C.
 * Of the C library it has syscall(2) alone, so that no start-up code is measured with it. That keeps errno in memory
 * which does not exist here: a call that fails ends the process, and its client reads no answer.
 */
#include <linux/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* execve(2): argc, argv and envp lie at the top of the first stack */
#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call enter\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start: mov x0, sp\n b enter\n");
#else
#error "x86-64 and arm64 only"
#endif

__attribute__((used)) void enter(long *stack)
{
    char **argv = (char **)(stack + 1);
    char **envp = argv + stack[0] + 1;
    struct rlimit64 descriptors = {1024, 4096};

    syscall(SYS_close_range, 3, ~0U, 0);
    syscall(SYS_setsid);
    syscall(SYS_umask, 022);
    syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &descriptors, 0);
    syscall(SYS_chroot, argv[1]);
    syscall(SYS_chdir, "/");
    syscall(SYS_setgroups, 0, 0);
    syscall(SYS_setresgid, IDENTITY, IDENTITY, IDENTITY);
    syscall(SYS_setresuid, IDENTITY, IDENTITY, IDENTITY);
    syscall(SYS_execve, argv[2], argv + 2, envp);
}
