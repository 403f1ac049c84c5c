package org.virtuald.launcher;

import org.virtuald.conf.Capability;
import org.virtuald.conf.ResourceLimit;
import org.virtuald.posix.CurrentProcess;
import org.virtuald.posix.ErrnoException;
import org.virtuald.posix.ProcessCapabilities;
import org.virtuald.posix.UserNamespace;

/**
 * What this process has and its children begin with; a plan takes away from that.
 *
 * @param capabilities its own, which a plan can hand on
 * @param hardDescriptors the hard limit on descriptors, unsigned
 * @param setgroups whether supplementary groups can be set in this user namespace
 */
public record LauncherPrivileges(ProcessCapabilities capabilities, long hardDescriptors, boolean setgroups) {

    /** Those of this process. */
    public static LauncherPrivileges current() throws ErrnoException {
        return new LauncherPrivileges(
                ProcessCapabilities.current(), CurrentProcess.hardDescriptorLimit(), UserNamespace.allowsSetgroups());
    }

    /** Whether a child can be given the capability. */
    boolean canGive(Capability capability) {
        long both = capabilities.permitted() & capabilities.bounding();
        return (both >>> capability.number() & 1) != 0;
    }

    /** Whether a child can be given a limit: everybody may lower a hard limit, to raise it takes a capability. */
    boolean canSet(ResourceLimit limit) throws ErrnoException {
        boolean raises = (capabilities.effective() >>> Capability.SYS_RESOURCE.number() & 1) != 0;
        long most = CurrentProcess.hardLimit(limit.resource().number());
        return raises || Long.compareUnsigned(limit.hard(), most) <= 0;
    }
}
