package org.virtuald.agent;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the agent is given: {@code CONF[,state=DIR]}.
 *
 * @param conf the conf directory
 * @param state the state directory
 */
record AgentArguments(Path conf, Path state) {
    private static final String STATE = "state=";
    private static final String USAGE = "-javaagent:HOME/lib/virtuald-agent.jar=CONF[,state=DIR]";

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static AgentArguments of(@Nullable String given) {
        String text = given == null ? "" : given;
        int comma = text.indexOf(',');
        String conf = comma < 0 ? text : text.substring(0, comma);
        if (conf.isEmpty()) {
            throw new IllegalArgumentException("the conf directory is missing: " + USAGE);
        }
        if (comma < 0) {
            return new AgentArguments(Path.of(conf), Path.of("/var/lib/virtuald"));
        }
        String option = text.substring(comma + 1);
        if (!option.startsWith(STATE) || option.length() == STATE.length()) {
            throw new IllegalArgumentException("cannot understand \"" + option + "\": " + USAGE);
        }
        return new AgentArguments(Path.of(conf), Path.of(option.substring(STATE.length())));
    }
}
