package org.virtuald.conf;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which addresses may connect: the longest prefix that holds an address decides, and of two that are equally long the one
 * that denies. Immutable; a look-up takes one probe for each prefix length that occurs, however many prefixes there are.
 */
public final class AccessList {

    private static final int DENIED = 0;
    private static final int ALLOWED = 1;

    private final PrefixIndex index;
    private final boolean allowsOthers;

    private AccessList(PrefixIndex index, boolean allowsOthers) {
        this.index = index;
        this.allowsOthers = allowsOthers;
    }

    /**
     * Makes a list.
     *
     * @param allow who may connect; where there is one, everybody else may not
     * @param deny who may not; where there is nothing else, everybody else may
     */
    public static AccessList of(List<AddressPrefix> allow, List<AddressPrefix> deny) {
        PrefixIndex index = new PrefixIndex();
        deny.forEach(prefix -> add(index, prefix, DENIED)); // first, so that it has the tie
        allow.forEach(prefix -> add(index, prefix, ALLOWED));
        return new AccessList(index, allow.isEmpty());
    }

    /**
     * Reads the files that rules name, and makes a list of them and of what stands in the conf. A line that is no address, and
     * a file that cannot be read, are errors.
     */
    public static Reading<AccessList> read(AccessRules rules, ConfFiles files) {
        PrefixIndex index = new PrefixIndex();
        Problems problems = new Problems("");
        read(rules.deny(), files, problems, prefix -> add(index, prefix, DENIED));
        read(rules.allow(), files, problems, prefix -> add(index, prefix, ALLOWED));
        return problems.accept(() -> new AccessList(index, rules.allow().isEmpty()));
    }

    private static void read(
            AddressSources sources, ConfFiles files, Problems problems, Consumer<AddressPrefix> prefixes) {
        sources.prefixes().forEach(prefixes);
        for (Path file : sources.files()) {
            try {
                AccessFile.read(files.read(file), file.toString(), problems, prefixes);
            } catch (IOException e) {
                problems.error(
                        Place.whole(file.toString()), ReadFailure.reason(e) + "; it is a list of addresses in a conf");
            }
        }
    }

    private static void add(PrefixIndex index, AddressPrefix prefix, int meaning) {
        if (!index.has(prefix)) {
            index.add(prefix, meaning);
        }
    }

    /** Whether an address may connect. */
    public boolean allows(InetAddress remote) {
        int found = index.longest(AddressPrefix.of(remote));
        return found == PrefixMap.NONE ? allowsOthers : found == ALLOWED;
    }
}
