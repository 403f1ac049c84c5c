package org.virtuald.dist;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that start a host, which takes root; others skip them. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(AsRoot.Condition.class)
@interface AsRoot {

    /** Asks who this process is. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            try {
                return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
                        ? ConditionEvaluationResult.enabled("root")
                        : ConditionEvaluationResult.disabled("a host has to be started as root");
            } catch (IOException e) {
                return ConditionEvaluationResult.disabled("no /proc");
            }
        }
    }
}
