package org.virtuald.posix;

import static org.virtuald.posix.Libc.LIBC;
import static org.virtuald.posix.Libc.RUNTIME;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import jnr.constants.platform.Errno;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Struct;

/**
 * The machine's database of users and groups, getpwnam_r(3), getgrnam_r(3), getgrouplist(3). A name made of digits that
 * no user or group bears is taken as the id.
 */
public final class Accounts {
    private static final int FIRST_BUFFER_BYTES = 4096;
    private static final int LAST_BUFFER_BYTES = 1 << 22;
    private static final long LARGEST_ID = 0xFFFF_FFFEL; // 2^32 - 1 means "leave it" to setresuid(2)

    /** A look-up that fills an entry and its strings, and answers an errno. */
    @FunctionalInterface
    private interface LookUp {
        int into(Pointer entry, Pointer buffer, long size, Pointer result);
    }

    private Accounts() {}

    /**
     * The user of a name with its groups.
     *
     * @param name a login name or a user id
     * @param group a group id that takes the place of the user's own first group
     * @return empty when the database has no such user
     * @throws ErrnoException when the database cannot be read
     */
    public static Optional<Account> user(String name, OptionalLong group) throws ErrnoException {
        CStructures.Passwd entry = new CStructures.Passwd();
        if (find("getpwnam_r", name, entry, (e, b, s, r) -> LIBC.getpwnam_r(name, e, b, s, r))) {
            return Optional.of(account(entry, group));
        }
        OptionalLong number = id(name);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        long uid = number.getAsLong();
        if (find("getpwuid_r", name, entry, (e, b, s, r) -> LIBC.getpwuid_r((int) uid, e, b, s, r))) {
            return Optional.of(account(entry, group));
        }
        return Optional.of(new Account(name, uid, group.orElse(uid), List.of()));
    }

    /**
     * The id of a group.
     *
     * @return empty when the database has no such group
     * @throws ErrnoException when the database cannot be read
     */
    public static OptionalLong group(String name) throws ErrnoException {
        CStructures.Group entry = new CStructures.Group();
        if (find("getgrnam_r", name, entry, (e, b, s, r) -> LIBC.getgrnam_r(name, e, b, s, r))) {
            return OptionalLong.of(entry.gid.get());
        }
        return id(name);
    }

    private static OptionalLong id(String name) {
        if (!name.matches("[0-9]{1,10}") || Long.parseLong(name) > LARGEST_ID) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(name));
    }

    private static boolean find(String call, String name, Struct entry, LookUp lookUp) throws ErrnoException {
        Pointer memory = Memory.allocateDirect(RUNTIME, Struct.size(entry), true);
        Pointer result = Memory.allocateDirect(RUNTIME, Long.BYTES, true);
        for (int size = FIRST_BUFFER_BYTES; size <= LAST_BUFFER_BYTES; size *= 4) {
            Pointer buffer = Memory.allocateDirect(RUNTIME, size);
            int error = lookUp.into(memory, buffer, size, result);
            if (error == 0 && result.getLong(0) != 0) {
                entry.useMemory(memory);
                return true;
            }
            if (error == 0 || isAbsence(error)) {
                return false;
            }
            if (error != Errno.ERANGE.intValue()) {
                throw new ErrnoException(call, error, name);
            }
        }
        throw new ErrnoException(call, Errno.ERANGE.intValue(), name);
    }

    /** getpwnam(3) lists these among the answers that mean "no such entry". */
    private static boolean isAbsence(int error) {
        return error == Errno.ENOENT.intValue()
                || error == Errno.ESRCH.intValue()
                || error == Errno.EBADF.intValue()
                || error == Errno.EPERM.intValue();
    }

    private static Account account(CStructures.Passwd entry, OptionalLong group) {
        String name = entry.name.get();
        long gid = group.orElse(entry.gid.get());
        int[] count = {64};
        int[] groups = new int[64];
        if (LIBC.getgrouplist(name, (int) gid, groups, count) < 0) {
            groups = new int[count[0]];
            LIBC.getgrouplist(name, (int) gid, groups, count);
        }
        List<Long> sorted = Arrays.stream(groups, 0, Math.min(groups.length, count[0]))
                .mapToLong(Integer::toUnsignedLong)
                .sorted()
                .distinct()
                .boxed()
                .toList();
        return new Account(name, entry.uid.get(), gid, sorted);
    }
}
