package io.flipbook.fuzz;

/** Text that goes to a terminal. */
final class Printable {
    private static final int MAX_LENGTH = 2000;

    private Printable() {}

    /** Fails unless it is one line of printable ASCII and of some length. */
    static void check(String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > MAX_LENGTH
                || !text.chars().allMatch(Printable::isPlain)) {
            throw new AssertionError("not one line for a terminal: " + text);
        }
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c <= '~';
    }
}
