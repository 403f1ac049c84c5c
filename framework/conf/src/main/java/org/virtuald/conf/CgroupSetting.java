package org.virtuald.conf;

import static java.util.Objects.requireNonNull;

/**
 * A line for an interface file of a control group, cgroups(7).
 *
 * @param file CONTROLLER.NAME, as {@code memory.max}; never one of cgroup itself
 * @param value what is written, without a newline: the kernel judges it
 */
public record CgroupSetting(String file, String value) {
    /** Checks that nothing is missing. */
    public CgroupSetting {
        requireNonNull(file, "file");
        requireNonNull(value, "value");
    }

    /** The controller whose file it is. */
    public String controller() {
        return file.substring(0, file.indexOf('.'));
    }
}
