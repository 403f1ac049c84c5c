package org.virtuald.entry;

import static org.virtuald.entry.BpfInstruction.ifEqual;
import static org.virtuald.entry.BpfInstruction.ifNotBelow;
import static org.virtuald.entry.BpfInstruction.jump;
import static org.virtuald.entry.BpfInstruction.load;
import static org.virtuald.entry.BpfInstruction.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A seccomp filter, seccomp(2): a program of classic BPF that the kernel runs at each system call. It kills a process that
 * calls through another architecture's table, where the numbers mean other calls, and denies the x32 calls of x86-64.
 * What it has no rule for is allowed. The number is searched for in a tree of comparisons and not along a list: for
 * every new filter the kernel goes through the program once for each number there is.
 */
public final class SeccompFilter {
    // struct seccomp_data of linux/seccomp.h
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;

    private static final int X32_BIT = 0x4000_0000; // __X32_SYSCALL_BIT of asm/unistd.h
    private static final int SECCOMP_SET_MODE_FILTER = 1;

    private SeccompFilter() {}

    /** The step that puts the filter on the process; it takes no_new_privs or CAP_SYS_ADMIN. */
    public static Step step(DeniedCalls denied, SeccompDenial denial, Architecture architecture) {
        List<BpfInstruction> program = program(denied, denial, architecture);
        Argument.Bytes filter = new Argument.Bytes(BpfInstruction.encode(program), Long.BYTES, "filter");
        // struct sock_fprog: the number of instructions, and after its padding the pointer to them
        List<Byte> header = Argument.Bytes.ofLongs("", program.size(), 0).content();
        return new Step.Call(
                SystemCall.SECCOMP,
                new Argument.Number(SECCOMP_SET_MODE_FILTER, "SECCOMP_SET_MODE_FILTER"),
                new Argument.Number(0),
                new Argument.Bytes(
                        header, Long.BYTES, Map.of(Long.BYTES, filter), "{len=" + program.size() + ", filter=...}"));
    }

    /** The filter alone, 8 bytes an instruction, for a process that puts it on itself. */
    public static byte[] bytes(DeniedCalls denied, SeccompDenial denial, Architecture architecture) {
        return BpfInstruction.encode(program(denied, denial, architecture));
    }

    static List<BpfInstruction> program(DeniedCalls denied, SeccompDenial denial, Architecture architecture) {
        List<BpfInstruction> program = new ArrayList<>(List.of(
                load(ARCHITECTURE),
                ifEqual(architecture.audit(), 1, 0),
                result(SeccompDenial.KILL_PROCESS),
                load(NUMBER)));
        if (architecture == Architecture.X86_64) {
            program.add(ifNotBelow(X32_BIT, 0, 1));
            program.addAll(SeccompRule.ABSENT.code(denial));
        }
        program.addAll(tree(List.copyOf(ranges(denied, architecture).entrySet()), denial));
        return program;
    }

    /** The first number of each range of calls that are treated alike, and how. */
    private static NavigableMap<Integer, SeccompRule> ranges(DeniedCalls denied, Architecture architecture) {
        NavigableMap<Integer, SeccompRule> byNumber = new TreeMap<>();
        denied.rules()
                .forEach((name, rule) ->
                        SystemCallNumbers.number(name, architecture).ifPresent(number -> byNumber.put(number, rule)));
        // a call that follows at once is in the map already and is not overwritten
        List.copyOf(byNumber.keySet()).forEach(number -> byNumber.putIfAbsent(number + 1, SeccompRule.ALLOW));
        NavigableMap<Integer, SeccompRule> ranges = new TreeMap<>(Map.of(0, SeccompRule.ALLOW));
        byNumber.forEach((number, rule) -> {
            if (ranges.lastEntry().getValue() != rule || number == 0) {
                ranges.put(number, rule);
            }
        });
        return ranges;
    }

    private static List<BpfInstruction> tree(List<Map.Entry<Integer, SeccompRule>> ranges, SeccompDenial denial) {
        if (ranges.size() == 1) {
            return ranges.get(0).getValue().code(denial);
        }
        int middle = ranges.size() / 2;
        List<BpfInstruction> below = tree(ranges.subList(0, middle), denial);
        int first = ranges.get(middle).getKey();
        List<BpfInstruction> program = new ArrayList<>();
        if (below.size() <= BpfInstruction.FARTHEST) {
            program.add(ifNotBelow(first, below.size(), 0));
        } else {
            program.add(ifNotBelow(first, 0, 1));
            program.add(jump(below.size()));
        }
        program.addAll(below);
        program.addAll(tree(ranges.subList(middle, ranges.size()), denial));
        return program;
    }
}
