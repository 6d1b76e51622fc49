package io.flipbook.tests.model;

import java.util.List;

/**
 * Something that runs scenarios: the system under test, or the model that it is compared with.
 *
 * <p>Each call is a run of its own: a fresh engine, a fresh journal, nothing left of the call before. The same script
 * must give the same results each time, or a failure cannot be shrunk. Called by one thread at a time.
 */
@FunctionalInterface
public interface ScenarioRunner {
    /**
     * Runs one script.
     *
     * @param script all of its text, lines ended by a line feed
     * @return one JSON object for each statement, in order
     * @throws ScriptRejected if the script does not parse, with the first such line; nothing has run then. A runner of
     *     the command-line tool makes it from exit code 2 and {@code SCRIPT:LINE: reason} on standard error
     * @throws Exception anything else is a failure of the system under test
     */
    List<String> run(String script) throws Exception;
}
