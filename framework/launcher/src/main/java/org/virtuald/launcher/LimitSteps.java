package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.conf.ResourceLimit;
import org.virtuald.conf.ResourceLimit.Resource;
import org.virtuald.entry.Argument;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;

/** Resource limits, setrlimit(2): those of the conf, and on descriptors one of its own. */
final class LimitSteps {
    /** Soft limit on descriptors that programs begin with: beyond it select(2) breaks, and older ones close each one. */
    private static final long SOFT_DESCRIPTORS = 1024;

    private LimitSteps() {}

    static List<Step> of(List<ResourceLimit> limits, long hardDescriptors) {
        List<Step> steps = new ArrayList<>();
        if (limits.stream().noneMatch(limit -> limit.resource() == Resource.NOFILE)) {
            steps.add(step(descriptors(hardDescriptors)));
        }
        limits.forEach(limit -> steps.add(step(limit)));
        return steps;
    }

    private static ResourceLimit descriptors(long hard) {
        long soft = Long.compareUnsigned(hard, SOFT_DESCRIPTORS) < 0 ? hard : SOFT_DESCRIPTORS;
        return new ResourceLimit(Resource.NOFILE, soft, hard);
    }

    private static Step step(ResourceLimit limit) {
        String shownAs = "{rlim_cur=" + Long.toUnsignedString(limit.soft()) + ", rlim_max="
                + Long.toUnsignedString(limit.hard()) + "}";
        return new Step.Call(
                SystemCall.PRLIMIT64,
                new Argument.Number(0),
                new Argument.Number(limit.resource().number(), "RLIMIT_" + limit.resource()),
                Argument.Bytes.ofLongs(shownAs, limit.soft(), limit.hard()),
                new Argument.Number(0, "NULL"));
    }
}
