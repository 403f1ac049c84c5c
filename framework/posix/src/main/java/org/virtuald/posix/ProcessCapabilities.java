package org.virtuald.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The capabilities of this process, capabilities(7); bit N of a set is capability N of linux/capability.h.
 *
 * @param effective what the kernel looks at
 * @param permitted what it may make effective
 * @param bounding what it, and what it executes, can ever gain
 */
public record ProcessCapabilities(long effective, long permitted, long bounding) {
    private static final Path LAST = Path.of("/proc/sys/kernel/cap_last_cap");
    private static final Path STATUS = Path.of("/proc/self/status");

    /**
     * Reads them from proc(5); of the process's first thread, which threads of a JVM share.
     *
     * @throws ErrnoException when /proc is not mounted
     */
    public static ProcessCapabilities current() throws ErrnoException {
        try {
            List<String> lines = Files.readAllLines(STATUS);
            return new ProcessCapabilities(set(lines, "CapEff:"), set(lines, "CapPrm:"), set(lines, "CapBnd:"));
        } catch (IOException e) {
            throw new ErrnoException("open", jnr.constants.platform.Errno.ENOENT.intValue(), STATUS.toString());
        }
    }

    /** The highest number of a capability that this kernel has, 63 where it does not say: cap_last_cap of proc(5). */
    public static int lastOfKernel() {
        // in one read: numbers in /proc/sys end after the first, however short
        try (InputStream file = Files.newInputStream(LAST)) {
            return Integer.parseInt(new String(file.readNBytes(Long.SIZE), StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return Long.SIZE - 1;
        }
    }

    private static long set(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line ->
                        Long.parseUnsignedLong(line.substring(name.length()).strip(), 16))
                .findFirst()
                .orElse(0L);
    }
}
