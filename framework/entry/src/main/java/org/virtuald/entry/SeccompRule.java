package org.virtuald.entry;

import static org.virtuald.entry.BpfInstruction.ifAnyBit;
import static org.virtuald.entry.BpfInstruction.ifEqual;
import static org.virtuald.entry.BpfInstruction.load;
import static org.virtuald.entry.BpfInstruction.result;

import java.util.List;

/** What a seccomp filter makes of one system call. Each is a piece of BPF that returns whichever way it is gone through. */
enum SeccompRule {
    ALLOW {
        @Override
        List<BpfInstruction> code(SeccompDenial denial) {
            return List.of(result(ALLOWED));
        }
    },

    DENY {
        @Override
        List<BpfInstruction> code(SeccompDenial denial) {
            return List.of(result(denial.action(Errno.EPERM)));
        }
    },

    /**
     * Says that the kernel does not have the call, whatever the policy does with others: the flags of clone3 are in
     * memory where a filter cannot look, and C libraries go on with clone then.
     */
    ABSENT {
        @Override
        List<BpfInstruction> code(SeccompDenial denial) {
            return List.of(result(SeccompDenial.ERRNO.action(Errno.ENOSYS)));
        }
    },

    /** Denies clone(2) with a flag that makes a namespace; without them it is fork and pthread_create. */
    CLONE_FLAGS {
        @Override
        List<BpfInstruction> code(SeccompDenial denial) {
            // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET of linux/sched.h; clone looks at 32 bits
            return List.of(
                    load(argument(0)),
                    ifAnyBit(0x7e02_0000, 0, 1),
                    result(denial.action(Errno.EPERM)),
                    result(ALLOWED));
        }
    },

    /** Lets personality(2) tell what is set, and set the default one. */
    PERSONALITY {
        @Override
        List<BpfInstruction> code(SeccompDenial denial) {
            return List.of(
                    load(argument(0)),
                    ifEqual(0, 2, 0),
                    ifEqual(-1, 1, 0),
                    result(denial.action(Errno.EPERM)),
                    result(ALLOWED));
        }
    },

    /**
     * Denies ioctl(2) that types into a terminal. The kernel takes 32 bits of the request, so the filter must not look
     * at more: a request with bits beyond them would pass.
     */
    TERMINAL_INPUT {
        @Override
        List<BpfInstruction> code(SeccompDenial denial) {
            return List.of(
                    load(argument(1)),
                    ifEqual(0x5412, 1, 0), // TIOCSTI of asm-generic/ioctls.h
                    ifEqual(0x541c, 0, 1), // TIOCLINUX
                    result(denial.action(Errno.EPERM)),
                    result(ALLOWED));
        }
    },

    /**
     * Lets socket(2) make what network programs use: Unix, IPv4, IPv6 and, of netlink, the protocol that getifaddrs(3)
     * and getaddrinfo(3) ask for addresses. The others (packets, kernel cryptography, virtual machines, dozens of old
     * protocols) load modules and have a history; a program is told that the family is not there.
     */
    SOCKET_FAMILY {
        @Override
        List<BpfInstruction> code(SeccompDenial denial) {
            // linux/socket.h: AF_UNIX 1, AF_INET 2, AF_INET6 10, AF_NETLINK 16 with NETLINK_ROUTE 0
            return List.of(
                    load(argument(0)),
                    ifEqual(1, 6, 0),
                    ifEqual(2, 5, 0),
                    ifEqual(10, 4, 0),
                    ifEqual(16, 0, 2),
                    load(argument(2)),
                    ifEqual(0, 1, 0),
                    result(denial.action(Errno.EAFNOSUPPORT)),
                    result(ALLOWED));
        }
    };

    private static final int ALLOWED = 0x7fff_0000; // SECCOMP_RET_ALLOW of linux/seccomp.h

    abstract List<BpfInstruction> code(SeccompDenial denial);

    /** Offset of the low half of an argument in struct seccomp_data of linux/seccomp.h, little-endian. */
    private static int argument(int index) {
        return 16 + index * Long.BYTES;
    }
}
