package org.virtuald.host;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done to stop a host, collected while it starts; done in the reverse order, each whatever came before. */
final class StopSteps {
    private static final Logger LOG = LoggerFactory.getLogger("virtuald");

    /** One thing to undo. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(Step step) {
        steps.push(step);
    }

    /** Does all steps; a second call does nothing. */
    void run() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.error("while stopping: {}", e.toString());
            }
        }
    }
}
