package org.virtuald.root;

import java.util.List;

/**
 * What a root is to get.
 *
 * @param programs absolute paths, or plain names, which are looked for on PATH and then in /usr/sbin and /sbin; with
 *     the libraries and interpreters that they need
 * @param files absolute paths of more files; of directories all that is in them; of shared libraries, such as
 *     plug-ins, what they need in turn
 * @param users who is to be in etc/passwd and etc/group: names of this machine, or lines as passwd(5) has them
 * @param devices names of devices for /dev beside null, as {@link #DEVICES} lists them
 */
public record RootParts(List<String> programs, List<String> files, List<String> users, List<String> devices) {

    /** The devices that a root may have: none that gives access to anything of the machine. */
    public static final List<String> DEVICES = Device.NAMES;

    /** Copies the lists. */
    public RootParts {
        programs = List.copyOf(programs);
        files = List.copyOf(files);
        users = List.copyOf(users);
        devices = List.copyOf(devices);
    }

    /** Programs and nothing else. */
    public static RootParts programs(List<String> programs) {
        return new RootParts(programs, List.of(), List.of(), List.of());
    }
}
