package org.virtuald.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.virtuald.conf.CgroupSetting;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.KernelFiles;

/** Writes what a conf says to the interface files of a control group. */
final class CgroupLimits {
    private CgroupLimits() {}

    static void set(Path group, List<CgroupSetting> settings) throws ErrnoException {
        for (CgroupSetting setting : settings) {
            KernelFiles.write(group.resolve(setting.file()).toString(), setting.value());
        }
    }

    /**
     * The same, in the words of the conf.
     *
     * @param key that the settings stand under
     */
    static void set(String key, Path group, List<CgroupSetting> settings) throws CgroupFault {
        for (CgroupSetting setting : settings) {
            try {
                if (!Files.exists(group.resolve(setting.file()))) {
                    throw new CgroupFault(
                            key,
                            setting.file() + ": this kernel's " + setting.controller()
                                    + " controller has no such file");
                }
                set(group, List.of(setting));
            } catch (ErrnoException e) {
                throw new CgroupFault(
                        key,
                        setting.file() + ": the kernel refuses \"" + setting.value() + "\": "
                                + ErrnoException.describe(e.number()));
            }
        }
    }
}
