/*
 * The program that is served: writes one line, which tells its root, and exits. Of the C library it has syscall(2) alone:
 * the start-up of a whole one costs more than a server does (it asks the processor for its features, and each question of
 * a virtual machine goes to the hypervisor), and would hide the differences between servers.
 */
#include <sys/syscall.h>
#include <unistd.h>

void _start(void)
{
    static const char answer[] = ANSWER; /* given on the compiler's command line */

    syscall(SYS_write, 1, answer, sizeof answer - 1);
    syscall(SYS_exit_group, 0);
}
