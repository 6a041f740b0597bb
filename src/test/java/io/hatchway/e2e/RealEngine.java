package io.hatchway.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Needs a container engine. Without one the class is skipped with the reason, except where the system property
 * {@code hatchway.engine.required} is true: there its tests run, and fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealEngine.Answers.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@interface RealEngine {

    /** Whether an engine answers. */
    final class Answers implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Boolean.getBoolean("hatchway.engine.required")) {
                return ConditionEvaluationResult.enabled("an engine is required");
            }
            return Docker.missing()
                    .map(why -> ConditionEvaluationResult.disabled("no container engine: " + why))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("an engine answers"));
        }
    }
}
