package io.flipbook.engine;

/** The rule for names of regions and listeners. */
final class Names {
    /** As long as the idstr of a QEMU RAMBlock, without its terminating zero. */
    static final int MAX_LENGTH = 255;

    private static final int MAX_SHOWN = 64;

    private Names() {}

    static boolean isName(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    static String check(String name) {
        if (name == null || !isName(name)) {
            throw new IllegalArgumentException(
                    "not a name (1 to " + MAX_LENGTH + " letters, digits, '_', '.', '-'): " + shown(name));
        }
        return name;
    }

    /** A text from anywhere as it may stand in a message: on one line, short, and nothing that a terminal obeys. */
    static String shown(String text) {
        if (text == null) {
            return "none";
        }
        String start = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
        return '"' + start.replaceAll("[^ -~]", "?") + '"';
    }
}
