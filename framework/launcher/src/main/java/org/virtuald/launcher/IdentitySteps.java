package org.virtuald.launcher;

import java.util.ArrayList;
import java.util.List;
import org.virtuald.entry.Argument;
import org.virtuald.entry.Step;
import org.virtuald.entry.SystemCall;
import org.virtuald.posix.Account;

/** The change of identity: groups before the user, because who is not root any more cannot set them. */
final class IdentitySteps {

    private IdentitySteps() {}

    static List<Step> of(Account account, boolean setgroups) {
        List<Step> steps = new ArrayList<>();
        if (setgroups) {
            int[] groups = account.groups().stream().mapToInt(Long::intValue).toArray();
            steps.add(new Step.Call(
                    SystemCall.SETGROUPS,
                    new Argument.Number(groups.length),
                    Argument.Bytes.ofInts(account.groups().toString(), groups)));
        }
        Argument gid = new Argument.Number(account.gid());
        steps.add(new Step.Call(SystemCall.SETRESGID, gid, gid, gid));
        Argument uid = new Argument.Number(account.uid());
        steps.add(new Step.Call(SystemCall.SETRESUID, uid, uid, uid));
        return steps;
    }
}
