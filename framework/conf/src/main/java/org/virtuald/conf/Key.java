package org.virtuald.conf;

import org.jspecify.annotations.Nullable;

/**
 * A key of a conf file.
 *
 * @param name lower case with dashes
 * @param meaning what it is, in one line that can follow "missing: "
 * @param type how its value is read
 * @param fallback what holds when the key is absent; null when it must be there
 * @param unless a key in whose presence this one need not be there; empty for none
 */
record Key<T>(
        String name,
        String meaning,
        ValueType<T> type,
        @Nullable T fallback,
        String unless) {

    static <T> Key<T> required(String name, String meaning, ValueType<T> type) {
        return new Key<>(name, meaning, type, null, "");
    }

    static <T> Key<T> requiredUnless(String unless, String name, String meaning, ValueType<T> type) {
        return new Key<>(name, meaning, type, null, unless);
    }

    static <T> Key<T> optional(String name, String meaning, ValueType<T> type, T fallback) {
        return new Key<>(name, meaning, type, fallback, "");
    }
}
