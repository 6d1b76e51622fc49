package io.flipbook.junit5;

import java.io.IOException;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/** Ends a replay: what is not as on record, where, and how to look at it. */
final class FirstDifference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String actual;
    private final long sequence;
    private final transient List<String> details;
    private final transient List<String> commands;

    /**
     * A difference.
     *
     * @param message where it is, in one line
     * @param details lines of what led to it
     * @param cause what a listener threw; null if nothing
     */
    FirstDifference(
            String message,
            String expected,
            String actual,
            long sequence,
            List<String> details,
            List<String> commands,
            Throwable cause) {
        super(message, cause, false, false);
        this.expected = expected;
        this.actual = actual;
        this.sequence = sequence;
        this.details = details;
        this.commands = commands;
    }

    /**
     * As a test fails with it.
     *
     * @param scenario where the history is left; null if it is not
     */
    AssertionFailedError toFailure(ScenarioFile scenario) {
        StringBuilder text = new StringBuilder(getMessage());
        line(text, "expected: ", expected);
        line(text, "but was:  ", actual);
        details.forEach(detail -> line(text, "", detail));
        commands.forEach(command -> line(text, "look:     ", command));
        if (scenario != null) {
            line(text, "scenario: ", left(scenario));
        }
        return new AssertionFailedError(text.toString(), expected, actual, getCause());
    }

    private String left(ScenarioFile scenario) {
        try {
            return scenario.write(sequence).toString();
        } catch (IOException | RuntimeException e) {
            return "cannot be written: " + e.getMessage();
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(System.lineSeparator()).append("  ").append(name).append(value);
    }
}
