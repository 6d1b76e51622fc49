package io.flipbook.tests.failures;

import java.util.Set;

/**
 * A generated history with its answer, which whoever planted it knows, and no command was asked for.
 *
 * @param sequence the record of the failure; 0 where there is none
 * @param listeners those that it left behind, or who refused
 * @param errno with which it was refused; empty if it was not
 * @param address a page of it; of one without a failure any page that is shared
 * @param isOver a restart came behind it
 * @param isPlain who refused has no mappings, so that nobody knows what it holds
 */
record Failure(
        String script,
        long sequence,
        Set<String> listeners,
        String errno,
        String address,
        boolean isOver,
        boolean isPlain) {
    boolean isThere() {
        return sequence != 0;
    }

    /** All but the script, which the seed says. */
    @Override
    public String toString() {
        return (isThere() ? "record " + sequence + ", " + listeners + " " + errno : "none") + " at " + address;
    }
}
