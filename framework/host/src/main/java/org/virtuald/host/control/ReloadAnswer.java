package org.virtuald.host.control;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import org.virtuald.service.Reload;

/** What a reload did, as the answer to a request for one. */
public final class ReloadAnswer {
    private ReloadAnswer() {}

    /** The answer's fields. */
    public static Map<String, ?> of(Reload reload) {
        return Map.of(
                "added", reload.added(),
                "changed", reload.changed(),
                "removed", reload.removed(),
                "unchanged", reload.unchanged(),
                "waiting", reload.waiting(),
                "stopped", reload.stopped(),
                "refused", reload.refused(),
                "problems", reload.problems(),
                "failures", reload.failures(),
                "bundles", of(reload.bundles()));
    }

    /** What the answer says. */
    public static Reload read(Config answer) {
        return new Reload(
                answer.getStringList("added"),
                answer.getStringList("changed"),
                answer.getStringList("removed"),
                answer.getStringList("unchanged"),
                answer.getStringList("waiting"),
                answer.getStringList("stopped"),
                answer.getStringList("refused"),
                answer.getStringList("problems"),
                answer.getStringList("failures"),
                bundles(answer.getConfig("bundles")));
    }

    private static Map<String, List<String>> of(Reload.Bundles bundles) {
        return Map.of(
                "added", bundles.added(),
                "changed", bundles.changed(),
                "removed", bundles.removed(),
                "unchanged", bundles.unchanged(),
                "refused", bundles.refused());
    }

    private static Reload.Bundles bundles(Config answer) {
        return new Reload.Bundles(
                answer.getStringList("added"),
                answer.getStringList("changed"),
                answer.getStringList("removed"),
                answer.getStringList("unchanged"),
                answer.getStringList("refused"));
    }
}
