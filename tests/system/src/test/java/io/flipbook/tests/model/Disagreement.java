package io.flipbook.tests.model;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first difference between what the model gives for a script and what the system under test does.
 *
 * @param expected what the model says there
 * @param actual what the system under test said there
 */
record Disagreement(String expected, String actual) {
    private static final String NO_MORE = "(no more results)";

    static Optional<Disagreement> on(String script, ScenarioRunner model, ScenarioRunner underTest) {
        Object expected = outcome(model, script);
        Object actual = outcome(underTest, script);
        if (expected instanceof Throwable failure) {
            throw new IllegalStateException("the model itself failed on\n" + script, failure);
        }
        if (expected instanceof List<?> lines && actual instanceof List<?> others) {
            return firstDifference(lines, others);
        }
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(new Disagreement(summary(expected), summary(actual)));
    }

    /** The results, a text for a script that does not parse, or what was thrown. */
    private static Object outcome(ScenarioRunner runner, String script) {
        try {
            return runner.run(script);
        } catch (ScriptRejected rejected) {
            return "does not parse, line " + rejected.line();
        } catch (Exception | AssertionError | StackOverflowError e) {
            return e;
        }
    }

    private static String summary(Object outcome) {
        return outcome instanceof List<?> lines ? lines.size() + " results" : outcome.toString();
    }

    private static Optional<Disagreement> firstDifference(List<?> expected, List<?> actual) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String wanted = i < expected.size() ? expected.get(i).toString() : NO_MORE;
            String given = i < actual.size() ? actual.get(i).toString() : NO_MORE;
            if (!wanted.equals(given) && !sameJson(wanted, given)) {
                return Optional.of(new Disagreement(wanted, given));
            }
        }
        return Optional.empty();
    }

    private static boolean sameJson(String expected, String actual) {
        try {
            Map<String, Object> wanted = JsonLine.read(expected);
            return wanted.equals(JsonLine.read(actual));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "expected " + expected + "\n  actual " + actual;
    }
}
