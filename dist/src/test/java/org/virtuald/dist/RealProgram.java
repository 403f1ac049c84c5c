package org.virtuald.dist;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Tests of programs of Debian under the confs that are shipped for them, in the profile {@code real-programs} alone. They share one
 * host, which they are given as {@link RealPrograms}.
 */
@AsRoot
@Tag("real-programs")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(RealProgram.OneHost.class)
@interface RealProgram {

    /** Makes the roots and starts the host when the first test wants it, and ends it after the last one. */
    final class OneHost implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RealPrograms.class;
        }

        @Override
        public RealPrograms resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Attempt attempt = context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .computeIfAbsent(Attempt.class, key -> Attempt.make(), Attempt.class);
            return attempt.programs.orElseThrow(() -> new ParameterResolutionException(
                    "the programs cannot be run: " + attempt.failure, attempt.failure.orElse(null)));
        }

        /** The one start, which is not tried again. The store closes it. */
        private record Attempt(Optional<RealPrograms> programs, Optional<Throwable> failure) implements AutoCloseable {
            static Attempt make() {
                try {
                    return new Attempt(Optional.of(RealPrograms.start()), Optional.empty());
                } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
                    return new Attempt(Optional.empty(), Optional.of(e));
                }
            }

            @Override
            public void close() throws IOException {
                if (programs.isPresent()) {
                    programs.get().close();
                }
            }
        }
    }
}
