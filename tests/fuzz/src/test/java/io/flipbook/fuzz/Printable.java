package io.flipbook.fuzz;

/** Text that goes to a terminal. */
final class Printable {
    private static final int MAX_LENGTH = 2000;

    private Printable() {}

    /** Fails unless it is one line, not too long, of nothing that a terminal acts on or that prints as nothing. */
    static void check(String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > MAX_LENGTH
                || !text.codePoints().allMatch(Printable::prints)) {
            throw new AssertionError("not one line for a terminal: " + text);
        }
    }

    private static boolean prints(int c) {
        int type = Character.getType(c);
        return c == ' '
                || type != Character.CONTROL
                        && type != Character.FORMAT
                        && type != Character.SURROGATE
                        && type != Character.PRIVATE_USE
                        && type != Character.UNASSIGNED
                        && type != Character.SPACE_SEPARATOR
                        && type != Character.LINE_SEPARATOR
                        && type != Character.PARAGRAPH_SEPARATOR;
    }
}
