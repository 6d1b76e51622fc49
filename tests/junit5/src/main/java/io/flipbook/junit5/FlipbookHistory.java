package io.flipbook.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names the history that parameters of type {@link History} get: of this test class and the classes nested in it, of
 * this method, or this parameter. The nearest one counts.
 *
 * <p>A test that has such a parameter, passes, and never called {@link History#replay()} fails, for it has shown
 * nothing. For one test over several histories let JUnit make them of their names: {@code @ParameterizedTest}
 * with {@code @ValueSource(strings = ...)} and a first parameter of type {@link History}, without this annotation.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@ExtendWith(HistoryExtension.class)
public @interface FlipbookHistory {
    /** Where it is, as {@link History#of} has it. */
    String value();
}
