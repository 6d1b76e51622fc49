package io.flipbook.verify;

import java.util.Objects;

/**
 * What trying one promise has shown. Immutable.
 *
 * @param check a name of lower-case letters and hyphens, that stays what it is from release to release
 * @param verdict whether it holds here
 * @param text what was measured, or what is wrong; one line
 */
public record CheckResult(String check, Verdict verdict, String text) {
    /** Whether a promise holds. */
    public enum Verdict {
        /** It was tried, and it holds. */
        KEPT("kept"),
        /** It holds, and there is something to know. */
        NOTE("note"),
        /** It does not hold: journals must not be kept here. */
        BROKEN("BROKEN"),
        /** It cannot be tried here. */
        SKIPPED("skipped");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Throws NullPointerException if one of the three is not said. */
    public CheckResult {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(text, "text");
    }
}
